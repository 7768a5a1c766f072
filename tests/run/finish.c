#include "run/finish.h"

#include "test.h"
