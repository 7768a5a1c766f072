#include "model/ioc_source.h"

#include "rows.h"
#include "test.h"

TEST(ioc_source_rows)
{
	rows_check(&ioc_source_type);
	rows_check(&ioc_source_event_type);
}
