/* Conditions that a figure of the duty board and the list behind it share, so that both count
 * the same. f: tracked_finding, a: audit_order, c: chunk, m: membership, p: person; $1 is now.
 */
#ifndef VARDE_PORTAL_CERT_SQL_H
#define VARDE_PORTAL_CERT_SQL_H

#define CERT_SQL_NOW "CAST($1 AS @int)"

/* As tracked_is_open. */
#define CERT_SQL_OPEN_STATES                                                              \
	"('triage', 'open', 'notified', 'acknowledged', 'in_progress', 'claimed_fixed', " \
	"'verifying')"
#define CERT_SQL_OPEN "f.\"state\" IN " CERT_SQL_OPEN_STATES

#define CERT_SQL_LATE    "f.\"state\" <> 'triage' AND f.\"due\" > 0 AND f.\"due\" < " CERT_SQL_NOW
#define CERT_SQL_OVERDUE CERT_SQL_OPEN " AND " CERT_SQL_LATE

/* Said by a member, decided by nobody yet. */
#define CERT_SQL_CLAIMED \
	"f.\"state\" IN ('false_positive', 'not_ours') AND f.\"decided_by\" IS NULL"

#define CERT_SQL_QUEUE                                                      \
	"audit_order AS a JOIN org AS o ON o.\"id\" = a.\"org\" LEFT JOIN " \
	"chunk AS c ON c.\"audit_order\" = a.\"id\""

/* Orders on their way to the end of their run. */
#define CERT_SQL_QUEUED                                                                    \
	"a.\"state\" IN ('submitted', 'checking', 'needs_info', 'accepted', 'scheduled', " \
	"'running', 'paused')"

/* A lease that ran out, or nothing told for ten minutes. */
#define CERT_SQL_STUCK                                            \
	"c.\"state\" = 'leased' AND (c.\"lease\" < " CERT_SQL_NOW \
	" OR (c.\"told\" > 0 AND c.\"told\" < " CERT_SQL_NOW " - 600000))"

#endif
