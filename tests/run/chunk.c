#include "run/chunk.h"

#include "test.h"
