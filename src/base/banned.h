/*
 * Calls that must not be used in this tree. The build includes this header before every source
 * file of src/, so that a banned call is an undeclared name. The alternatives: str_*
 * (base/str.h), parse_* (base/parse.h), time_* (base/time.h), spawn_* (os/spawn.h), arena_*
 * (base/arena.h).
 */
#ifndef VARDE_BASE_BANNED_H
#define VARDE_BASE_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BANNED(name) sorry_##name##_is_banned_see_base_banned_h

#undef strcpy
#define strcpy(d, s) BANNED(strcpy)
#undef strncpy
#define strncpy(d, s, n) BANNED(strncpy)
#undef strcat
#define strcat(d, s) BANNED(strcat)
#undef strncat
#define strncat(d, s, n) BANNED(strncat)
#undef sprintf
#define sprintf(...) BANNED(sprintf)
#undef vsprintf
#define vsprintf(...) BANNED(vsprintf)
#undef strtok
#define strtok(s, d) BANNED(strtok)
#undef gets
#define gets(s) BANNED(gets)
#undef atoi
#define atoi(s) BANNED(atoi)
#undef atol
#define atol(s) BANNED(atol)
#undef atof
#define atof(s) BANNED(atof)
#undef system
#define system(c) BANNED(system)
#undef popen
#define popen(c, m) BANNED(popen)
#undef mktemp
#define mktemp(t) BANNED(mktemp)
#undef tmpnam
#define tmpnam(t) BANNED(tmpnam)
#undef ctime
#define ctime(t) BANNED(ctime)
#undef asctime
#define asctime(t) BANNED(asctime)
#undef gmtime
#define gmtime(t) BANNED(gmtime)
#undef localtime
#define localtime(t) BANNED(localtime)
#undef rand
#define rand() BANNED(rand)
#undef srand
#define srand(s) BANNED(srand)
#undef strdup
#define strdup(s) BANNED(strdup)

/* Memory comes from base/: the folder itself is compiled with VARDE_BASE. */
#ifndef VARDE_BASE
#undef malloc
#define malloc(n) BANNED(malloc)
#undef calloc
#define calloc(n, s) BANNED(calloc)
#undef realloc
#define realloc(p, n) BANNED(realloc)
#endif

#endif
