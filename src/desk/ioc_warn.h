/*
 * Warning lists (MISP): addresses and names that are no sign of an attack, such as those of
 * public resolvers or of the largest sites. Pure functions of a list's bytes; all values that
 * are looked for are looked for in one reading of it.
 */
#ifndef VARDE_DESK_IOC_WARN_H
#define VARDE_DESK_IOC_WARN_H

#include "base/map.h"
#include "base/vec.h"
#include "model/ioc.h"
#include "wire/ip.h"

/* A value with an address. */
struct ioc_warn_net {
	struct ip_net net;
	struct ioc *ioc;
};

struct ioc_warn {
	struct arena *arena;
	struct map exact; /* value -> those who have it */
	struct map names; /* a name -> those at it or below it */
	struct map wild;  /* a name -> those that stand for all below it */
	VEC(struct ioc_warn_net)
	nets; /* in the order of their addresses, after the first list */
	VEC(struct ioc *) all;
	bool sorted;
	size_t wide;   /* how many of nets are more than one address */
	size_t lists;  /* that were read */
	size_t unread; /* that cannot be used: regular expressions, damaged files */
};

/* Begins. What is found is put into the warnings of the indicators. */
void ioc_warn_init(struct ioc_warn *warn, struct arena *arena);

/* Looks for this indicator, too (borrowed until the end). */
void ioc_warn_add(struct ioc_warn *warn, struct ioc *ioc);

/* Looks at one list: its name becomes a warning of those that are on it. ERR_SYNTAX when it is
 * none, ERR_UNSUPPORTED when it is of regular expressions. */
int ioc_warn_list(struct ioc_warn *warn, struct span json) MUST_USE;

/* Looks at every file of the folder (NULL, or not there: none), which `varde kb import` keeps
 * beside the database. Lists that cannot be used are counted in unread. */
void ioc_warn_folder(struct ioc_warn *warn, const char *folder);

/* The host that a domain, URL or mail address names; NULL for the other types. In the arena. */
const char *ioc_warn_host(const struct ioc *ioc, struct arena *arena);

#endif
