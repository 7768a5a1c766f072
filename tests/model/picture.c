#include "model/picture.h"

#include "rows.h"
#include "test.h"

TEST(picture_rows)
{
	rows_check(&picture_type);
}
