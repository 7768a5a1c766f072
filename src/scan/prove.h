/* Proofs of ownership (job.proofs): what a name or an address publishes of its challenge. */
#ifndef VARDE_SCAN_PROVE_H
#define VARDE_SCAN_PROVE_H

#include "scan/unit.h"

/*
 * "prove/ITEM", ITEM a name, an address or a network of the job's proofs. Emits the fact
 * proof.dns with the tokens that TXT records "varde-proof=TOKEN" of _varde-challenge below the
 * name (of an address or network: below its reverse zone) hold, and, but for networks,
 * proof.http with the token in /.well-known/varde-challenge/TOKEN. No value: it is not there;
 * the evidence says what was seen instead. Whether a token is the right one is decided at home.
 */
int prove_item(struct scan_unit *unit);

#endif
