/*
 * Unit tests: TEST(name) { ... } anywhere in tests/FOLDER/x.c is found by itself; one program a
 * folder runs them with cmocka and prints TAP.
 */
#ifndef VARDE_TESTS_TEST_H
#define VARDE_TESTS_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"
#include "base/str.h"

void test_register(const char *name, CMUnitTestFunction fn);

#define TEST(name)                                                     \
	static void test_##name(void **state);                         \
	static void __attribute__((constructor)) register_##name(void) \
	{                                                              \
		test_register(#name, test_##name);                     \
	}                                                              \
	static void test_##name(void **state __attribute__((unused)))

#endif
