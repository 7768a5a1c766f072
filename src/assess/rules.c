#include "assess/rules.h"

/* By finding type, as in kb/findings; a test holds the two together. */
const struct rule rules_all[] = {
    {"database-exposed", rules_exposure_service, "mysql,postgresql,redis,mssql,mongodb,oracle"},
    {"dicom-any-aet", rules_exposure_fact, "dicom.association=accepted"},
    {"dicom-cleartext", rules_exposure_cleartext, "dicom"},
    {"dicom-exposed", rules_exposure_service, "dicom"},
    {"dicomweb-exposed", rules_health_dicomweb, NULL},
    {"dns-axfr-open", rules_dns_axfr, NULL},
    {"dns-caa-missing", rules_dns_caa, NULL},
    {"dns-dnssec-missing", rules_dns_dnssec, NULL},
    {"dns-recursion-open", rules_dns_recursion, NULL},
    {"dns-version-disclosed", rules_dns_version, NULL},
    {"fhir-no-security", rules_health_fhir, NULL},
    {"ftp-cleartext", rules_exposure_ftp, NULL},
    {"hl7-exposed", rules_health_hl7, NULL},
    {"http-admin-exposed", rules_paths_admin, NULL},
    {"http-basic-cleartext", rules_web_basic_cleartext, NULL},
    {"http-clickjacking", rules_web_clickjacking, NULL},
    {"http-cookie-insecure", rules_web_cookie, NULL},
    {"http-csp-missing", rules_web_no_csp, NULL},
    {"http-directory-listing", rules_paths_listing, NULL},
    {"http-env-exposed", rules_paths_env, NULL},
    {"http-git-exposed", rules_paths_git, NULL},
    {"http-hsts-missing", rules_web_no_hsts, NULL},
    {"http-login-cleartext", rules_web_login_cleartext, NULL},
    {"http-nosniff-missing", rules_web_no_nosniff, NULL},
    {"http-redirect-missing", rules_web_no_redirect, NULL},
    {"http-securitytxt-missing", rules_paths_securitytxt, NULL},
    {"http-status-page", rules_paths_status, NULL},
    {"http-trace-enabled", rules_web_trace, NULL},
    {"http-version-disclosed", rules_web_version, NULL},
    {"mail-dmarc-missing", rules_mail_dmarc_missing, NULL},
    {"mail-dmarc-none", rules_mail_dmarc_none, NULL},
    {"mail-spf-missing", rules_mail_spf_missing, NULL},
    {"mail-spf-permissive", rules_mail_spf_permissive, NULL},
    {"mailbox-login-cleartext", rules_mail_login_cleartext, NULL},
    {"mqtt-anonymous", rules_exposure_fact, "mqtt.anonymous=accepted"},
    {"mqtt-cleartext", rules_exposure_cleartext, "mqtt"},
    {"orthanc-no-auth", rules_health_orthanc, NULL},
    {"printer-exposed", rules_exposure_printer, NULL},
    {"rdp-exposed", rules_exposure_service, "rdp"},
    {"rdp-nla-missing", rules_exposure_nla, NULL},
    {"redis-no-auth", rules_exposure_fact, "redis.auth=none"},
    {"service-unidentified", rules_exposure_service, "unknown"},
    {"smb-exposed", rules_exposure_service, "smb"},
    {"smb-signing-optional", rules_exposure_fact, "smb.signing=optional"},
    {"smb-v1-enabled", rules_exposure_fact, "smb.dialects=NT LM 0.12"},
    {"smtp-auth-cleartext", rules_mail_auth_cleartext, NULL},
    {"smtp-starttls-missing", rules_mail_no_starttls, NULL},
    {"snmp-public", rules_exposure_snmp, NULL},
    {"software-to-verify", rules_software_vulnerable, "possible"},
    {"software-unsupported", rules_software_unsupported, NULL},
    {"software-version-hidden", rules_hidden_version, NULL},
    {"software-vulnerable", rules_software_vulnerable, "likely"},
    {"ssh-protocol-1", rules_ssh_protocol, NULL},
    {"ssh-weak-cipher", rules_ssh_weak, "ssh.cipher"},
    {"ssh-weak-hostkey", rules_ssh_weak, "ssh.hostkey"},
    {"ssh-weak-kex", rules_ssh_weak, "ssh.kex"},
    {"ssh-weak-mac", rules_ssh_weak, "ssh.mac"},
    {"telnet-exposed", rules_exposure_service, "telnet"},
    {"tls-cert-expired", rules_tls_expired, NULL},
    {"tls-cert-expires-soon", rules_tls_expires_soon, NULL},
    {"tls-cert-name-mismatch", rules_tls_name_mismatch, NULL},
    {"tls-cert-self-signed", rules_tls_self_signed, NULL},
    {"tls-cert-weak-key", rules_tls_weak_key, NULL},
    {"tls-cert-weak-signature", rules_tls_weak_signature, NULL},
    {"tls-no-forward-secrecy", rules_tls_no_forward_secrecy, NULL},
    {"tls-old-version", rules_tls_version, "TLSv1.0,TLSv1.1"},
    {"tls-ssl3", rules_tls_version, "SSLv2,SSLv3"},
    {"tls-weak-suite", rules_tls_weak_suite, NULL},
    {"vnc-exposed", rules_exposure_service, "vnc"},
    {"vnc-no-auth", rules_exposure_fact, "vnc.security=none"},
    {NULL, NULL, NULL},
};

int rules_run(struct assess_ctx *ctx)
{
	for (const struct rule *rule = rules_all; rule->finding; rule++) {
		int r = kb_finding(ctx->kb, rule->finding, &ctx->type);

		if (r < 0)
			return r;
		ctx->rule = rule;
		if (!ctx->software_alone || ctx->type.category == CATEGORY_SOFTWARE)
			rule->run(ctx);
	}
	return 0;
}
