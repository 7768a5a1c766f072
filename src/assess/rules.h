/*
 * Rules: one row a finding type (rules.c), one function that looks for it. A rule makes
 * findings of what was observed; that something was not observed is never a finding, unless the
 * observation that would have shown it is there. Internal to assess/.
 */
#ifndef VARDE_ASSESS_RULES_H
#define VARDE_ASSESS_RULES_H

#include "assess/context.h"

struct rule {
	const char *finding; /* id of the finding type in kb/findings */
	void (*run)(struct assess_ctx *ctx);
	const char *arg; /* what tells this row from others with the same function; NULL */
};

/* All rules, by finding type; ends with a row whose finding is NULL. */
extern const struct rule rules_all[];

/* Runs every rule; the findings are in ctx->hits. ERR_NOTFOUND, ERR_CORRUPT: the pack lacks a
 * type. */
int rules_run(struct assess_ctx *ctx) MUST_USE;

/* rules_tls.c: certificates (obs_cert); what a listener accepts (obs_tls). */
void rules_tls_expired(struct assess_ctx *ctx);
void rules_tls_expires_soon(struct assess_ctx *ctx);
void rules_tls_self_signed(struct assess_ctx *ctx);
void rules_tls_name_mismatch(struct assess_ctx *ctx);
void rules_tls_weak_key(struct assess_ctx *ctx);
void rules_tls_weak_signature(struct assess_ctx *ctx);
void rules_tls_version(struct assess_ctx *ctx); /* arg: versions, comma-separated */
void rules_tls_weak_suite(struct assess_ctx *ctx);
void rules_tls_no_forward_secrecy(struct assess_ctx *ctx);

/* rules_ssh.c: facts ssh.*. */
void rules_ssh_protocol(struct assess_ctx *ctx);
void rules_ssh_weak(struct assess_ctx *ctx); /* arg: the fact whose algorithms are judged */

/* rules_dns.c: facts dns.*. */
void rules_dns_axfr(struct assess_ctx *ctx);
void rules_dns_recursion(struct assess_ctx *ctx);
void rules_dns_dnssec(struct assess_ctx *ctx);
void rules_dns_caa(struct assess_ctx *ctx);
void rules_dns_version(struct assess_ctx *ctx);

/* rules_mail.c: facts mail.*, smtp.*, imap.*, pop3.*. */
void rules_mail_spf_missing(struct assess_ctx *ctx);
void rules_mail_spf_permissive(struct assess_ctx *ctx);
void rules_mail_dmarc_missing(struct assess_ctx *ctx);
void rules_mail_dmarc_none(struct assess_ctx *ctx);
void rules_mail_no_starttls(struct assess_ctx *ctx);
void rules_mail_auth_cleartext(struct assess_ctx *ctx);
void rules_mail_login_cleartext(struct assess_ctx *ctx);

/* rules_web.c: what pages and their headers show (obs_http). */
void rules_web_no_redirect(struct assess_ctx *ctx);
void rules_web_no_hsts(struct assess_ctx *ctx);
void rules_web_no_csp(struct assess_ctx *ctx);
void rules_web_clickjacking(struct assess_ctx *ctx);
void rules_web_no_nosniff(struct assess_ctx *ctx);
void rules_web_cookie(struct assess_ctx *ctx);
void rules_web_basic_cleartext(struct assess_ctx *ctx);
void rules_web_login_cleartext(struct assess_ctx *ctx);
void rules_web_version(struct assess_ctx *ctx);
void rules_web_trace(struct assess_ctx *ctx);

/* rules_paths.c: what stands at well-known paths (obs_http). */
void rules_paths_listing(struct assess_ctx *ctx);
void rules_paths_git(struct assess_ctx *ctx);
void rules_paths_env(struct assess_ctx *ctx);
void rules_paths_status(struct assess_ctx *ctx);
void rules_paths_admin(struct assess_ctx *ctx);
void rules_paths_securitytxt(struct assess_ctx *ctx);

/* rules_exposure.c: services and ports. arg: protocols, comma-separated; or "fact=value". */
void rules_exposure_service(struct assess_ctx *ctx);
void rules_exposure_cleartext(struct assess_ctx *ctx);
void rules_exposure_fact(struct assess_ctx *ctx);
void rules_exposure_ftp(struct assess_ctx *ctx);
void rules_exposure_nla(struct assess_ctx *ctx);
void rules_exposure_snmp(struct assess_ctx *ctx);
void rules_exposure_printer(struct assess_ctx *ctx);

/* rules_software.c: versions against the knowledge pack. arg: "likely" (confirmed or probable)
 * or "possible"; end of support. */
void rules_software_vulnerable(struct assess_ctx *ctx);
void rules_software_unsupported(struct assess_ctx *ctx);

/* rules_hidden.c: products without a version, of which flaws are exploited. */
void rules_hidden_version(struct assess_ctx *ctx);

/* rules_health.c: DICOM, HL7, FHIR, Orthanc, DICOMweb. */
void rules_health_hl7(struct assess_ctx *ctx);
void rules_health_fhir(struct assess_ctx *ctx);
void rules_health_orthanc(struct assess_ctx *ctx);
void rules_health_dicomweb(struct assess_ctx *ctx);

#endif
