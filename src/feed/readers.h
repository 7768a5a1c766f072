/* The readers of the feeds: each in a file of its own, each a row of feed.c. */
#ifndef VARDE_FEED_READERS_H
#define VARDE_FEED_READERS_H

#include "feed/feed.h"

/* National Vulnerability Database: API 2.0 pages and bulk files ("vulnerabilities": [{"cve":
 * ...}]), "cves", and one record a line. */
bool nvd_sniff(struct span head, const char *name);
int nvd_read(struct span bytes, struct feed_read *rd, struct msg *msg) MUST_USE;

/* Its "configurations", which CVE records have as "cpeApplicability" too, added to to. */
void nvd_configs(const struct json *configs, struct feed_read *rd, struct arena *arena,
    struct vuln_configs *to);

/* CVE records, version 5: one, or a list of them, with what CISA adds (SSVC). */
bool cve5_sniff(struct span head, const char *name);
int cve5_read(struct span bytes, struct feed_read *rd, struct msg *msg) MUST_USE;

/* The same records, of which only CISA's SSVC decision points are taken. */
int ssvc_read(struct span bytes, struct feed_read *rd, struct msg *msg) MUST_USE;

/* CISA's catalogue of known exploited vulnerabilities. */
bool kev_sniff(struct span head, const char *name);
int kev_read(struct span bytes, struct feed_read *rd, struct msg *msg) MUST_USE;

/* The European list of known exploited vulnerabilities. */
bool eukev_sniff(struct span head, const char *name);
int eukev_read(struct span bytes, struct feed_read *rd, struct msg *msg) MUST_USE;

/* Exploit Prediction Scoring System: FIRST's CSV, and the one without a heading. */
bool epss_sniff(struct span head, const char *name);
int epss_read(struct span bytes, struct feed_read *rd, struct msg *msg) MUST_USE;

/* endoflife.date: all products in one list, and the API's full answer. */
bool endoflife_sniff(struct span head, const char *name);
int endoflife_read(struct span bytes, struct feed_read *rd, struct msg *msg) MUST_USE;

/* CERT-FR: one avis or alerte. */
bool certfr_sniff(struct span head, const char *name);
int certfr_read(struct span bytes, struct feed_read *rd, struct msg *msg) MUST_USE;

/* Debian's security tracker, and a table of fixed versions. */
bool debian_sniff(struct span head, const char *name);
int debian_read(struct span bytes, struct feed_read *rd, struct msg *msg) MUST_USE;

/* Ubuntu: OSV documents. */
bool ubuntu_sniff(struct span head, const char *name);
int ubuntu_read(struct span bytes, struct feed_read *rd, struct msg *msg) MUST_USE;

/* Red Hat: VEX documents (CSAF 2.0), one a CVE. */
bool redhat_sniff(struct span head, const char *name);
int redhat_read(struct span bytes, struct feed_read *rd, struct msg *msg) MUST_USE;

/* Vendors' and CERTs' advisories: a CSAF 2.0 document. */
bool csaf_sniff(struct span head, const char *name);
int csaf_read(struct span bytes, struct feed_read *rd, struct msg *msg) MUST_USE;

/* News of others as signals: RSS and Atom. */
bool syndication_sniff(struct span head, const char *name);
int syndication_read(struct span bytes, struct feed_read *rd, struct msg *msg) MUST_USE;

/* rapid7/recog: one file of fingerprints. */
bool recog_sniff(struct span head, const char *name);
int recog_read(struct span bytes, struct feed_read *rd, struct msg *msg) MUST_USE;

/* MISP warning lists: what is no indicator. Checked and kept. */
bool warninglist_sniff(struct span head, const char *name);
int warninglist_read(struct span bytes, struct feed_read *rd, struct msg *msg) MUST_USE;

/* The public suffix list. Checked and kept. */
bool suffixlist_sniff(struct span head, const char *name);
int suffixlist_read(struct span bytes, struct feed_read *rd, struct msg *msg) MUST_USE;

#endif
