#include "model/news.h"

#include "rows.h"
#include "test.h"

TEST(news_rows)
{
	rows_check(&news_pass_type);
	rows_check(&news_event_type);
}

TEST(news_names_fit_the_values)
{
	assert_string_equal(news_how_names[NEWS_WITHDRAWN], "withdrawn");
	assert_null(news_how_names[NEWS_WITHDRAWN + 1]);
	assert_string_equal(news_why_names[NEWS_CLEARED], "cleared");
	assert_null(news_why_names[NEWS_CLEARED + 1]);
}
