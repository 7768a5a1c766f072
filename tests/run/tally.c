#include "run/tally.h"

#include "test.h"
