#include "api/problem.h"

#include "test.h"

TEST(problem_status_of_errors)
{
	assert_int_equal(problem_status(ERR_NOTFOUND), 404);
	assert_int_equal(problem_status(ERR_DENIED), 403);
	assert_int_equal(problem_status(ERR_SYNTAX), 400);
	assert_int_equal(problem_status(ERR_RANGE), 422);
	assert_int_equal(problem_status(ERR_BUSY), 409);
	assert_int_equal(problem_status(ERR_FULL), 507);
	assert_int_equal(problem_status(ERR_IO), 503);
	assert_int_equal(problem_status(ERR_CORRUPT), 500);
}
