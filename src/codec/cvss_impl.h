/* Shared by cvss.c, which knows the metrics, and cvss4.c, which scores CVSS 4.0. */
#ifndef VARDE_CODEC_CVSS_IMPL_H
#define VARDE_CODEC_CVSS_IMPL_H

#include "codec/cvss.h"

/* Places of CVSS 4.0's metrics in struct cvss. */
enum {
	V4_AV,
	V4_AC,
	V4_AT,
	V4_PR,
	V4_UI,
	V4_VC,
	V4_VI,
	V4_VA,
	V4_SC,
	V4_SI,
	V4_SA,
	V4_E,
	V4_CR,
	V4_IR,
	V4_AR,
	V4_MODIFIED, /* of the 11 base metrics, in their order */
};

/* The score of a CVSS 4.0 vector, in tenths. */
int cvss4_score(const struct cvss *cvss, enum cvss_group group);

#endif
