#include "rig.h"
#include "test.h"
