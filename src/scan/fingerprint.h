/*
 * Fingerprints: which product says this? The patterns of kb/fingerprints are compiled once a
 * process; a match of some foreign text takes microseconds and bounded steps.
 */
#ifndef VARDE_SCAN_FINGERPRINT_H
#define VARDE_SCAN_FINGERPRINT_H

#include "base/err.h"
#include "model/observation.h"
#include "pack/pack.h"

struct fingerprint_set;

/*
 * Compiles all fingerprints of the pack (borrows; it outlives the set). Gives the set, which
 * fingerprint_free ends. Call it before a sandbox forbids new executable memory: without it the
 * patterns are interpreted, with the same results. ERR_CORRUPT with the fingerprint named in
 * *msg (NULL allowed) when a pattern does not compile.
 */
int fingerprint_load(
    const struct pack *kb, struct fingerprint_set **ret, struct msg *msg) MUST_USE;

/* Frees the set; NULL is allowed. Returns NULL. */
struct fingerprint_set *fingerprint_free(struct fingerprint_set *set);

/* Number of fingerprints. */
size_t fingerprint_count(const struct fingerprint_set *set);

/*
 * Matches text (borrows; any bytes) against the fingerprints of the field ("ssh.banner"). With
 * a match it sets vendor, product, version, revision, system, cpe and confidence of *service
 * (NULL where nothing is known; texts live in the arena or the pack) from the most confident
 * one, of equals the first in the files, and returns true. Otherwise *service is left alone.
 * Not for two threads with one set.
 */
bool fingerprint_match(const struct fingerprint_set *set, const char *field, struct span text,
    struct arena *arena, struct obs_service *service);

/*
 * The CPE 2.3 formatted string that a template makes with a version: {version} is replaced by
 * the escaped lower-case version (NISTIR 7695, section 6.2), or * when version is NULL. NVD
 * keeps a patch level in the component after the version, so 9.2p1 becomes 9.2:p1 where the
 * template leaves it open. The arena owns it.
 */
char *fingerprint_cpe(struct arena *arena, const char *template, const char *version);

#endif
