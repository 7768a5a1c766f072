/*
 * Buffers: the named parts of a conversation that rules look at ("sticky buffers" of Suricata's
 * language). A buffer is a row; the parsers of proto/ fill them, rule/ knows them by name,
 * detect/ has one pattern matcher for each.
 */
#ifndef VARDE_PROTO_BUFFER_H
#define VARDE_PROTO_BUFFER_H

#include "base/span.h"

enum buffer_id {
	BUFFER_PAYLOAD, /* a packet's or a stream's bytes: pkt_data */
	BUFFER_FILE_DATA,
	BUFFER_HTTP_URI,
	BUFFER_HTTP_URI_RAW,
	BUFFER_HTTP_METHOD,
	BUFFER_HTTP_REQUEST_LINE,
	BUFFER_HTTP_RESPONSE_LINE,
	BUFFER_HTTP_REQUEST_BODY,
	BUFFER_HTTP_RESPONSE_BODY,
	BUFFER_HTTP_HEADER, /* normalised, of the rule's direction */
	BUFFER_HTTP_HEADER_RAW,
	BUFFER_HTTP_HEADER_NAMES,
	BUFFER_HTTP_REQUEST_HEADER, /* one buffer a header: "name: value" */
	BUFFER_HTTP_RESPONSE_HEADER,
	BUFFER_HTTP_HOST,
	BUFFER_HTTP_HOST_RAW,
	BUFFER_HTTP_USER_AGENT,
	BUFFER_HTTP_COOKIE,
	BUFFER_HTTP_ACCEPT,
	BUFFER_HTTP_ACCEPT_ENC,
	BUFFER_HTTP_ACCEPT_LANG,
	BUFFER_HTTP_REFERER,
	BUFFER_HTTP_CONNECTION,
	BUFFER_HTTP_CONTENT_LEN,
	BUFFER_HTTP_CONTENT_TYPE,
	BUFFER_HTTP_LOCATION,
	BUFFER_HTTP_SERVER,
	BUFFER_HTTP_PROTOCOL,
	BUFFER_HTTP_START,
	BUFFER_HTTP_STAT_CODE,
	BUFFER_HTTP_STAT_MSG,
	BUFFER_DNS_QUERY,
	BUFFER_DNS_QUERY_NAME, /* of queries and of answers' questions */
	BUFFER_DNS_ANSWER_NAME,
	BUFFER_DNS_AUTHORITY_NAME,
	BUFFER_DNS_ADDITIONAL_NAME,
	BUFFER_DNS_RRNAME, /* all names of all sections */
	BUFFER_TLS_SNI,
	BUFFER_TLS_ALPN,
	BUFFER_TLS_CERT_SUBJECT,
	BUFFER_TLS_CERT_ISSUER,
	BUFFER_TLS_CERT_SERIAL,
	BUFFER_TLS_CERT_FINGERPRINT,
	BUFFER_TLS_CERTS, /* DER, one buffer a certificate */
	BUFFER_TLS_SUBJECTALTNAME,
	BUFFER_TLS_RANDOM,
	BUFFER_TLS_VERSION,
	BUFFER_JA3_HASH,
	BUFFER_JA3_STRING,
	BUFFER_JA3S_HASH,
	BUFFER_JA3S_STRING,
	BUFFER_JA4_HASH,
	BUFFER_QUIC_VERSION,
	BUFFER_QUIC_UA,
	BUFFER_HTTP2_HEADER_NAME,
	BUFFER_SSH_PROTO,
	BUFFER_SSH_SOFTWARE,
	BUFFER_SSH_HASSH,
	BUFFER_SSH_HASSH_STRING,
	BUFFER_SSH_HASSH_SERVER,
	BUFFER_SSH_HASSH_SERVER_STRING,
	BUFFER_SMTP_HELO,
	BUFFER_SMTP_MAIL_FROM,
	BUFFER_SMTP_RCPT_TO,
	BUFFER_EMAIL_FROM,
	BUFFER_EMAIL_SUBJECT,
	BUFFER_EMAIL_TO,
	BUFFER_EMAIL_URL,
	BUFFER_FTP_COMMAND,
	BUFFER_FTP_COMMAND_DATA,
	BUFFER_FTP_RECEPTION,
	BUFFER_FTP_REPLY,
	BUFFER_FTPDATA_COMMAND,
	BUFFER_SMB_NAMED_PIPE,
	BUFFER_SMB_SHARE,
	BUFFER_SMB_NTLMSSP_USER,
	BUFFER_SMB_NTLMSSP_DOMAIN,
	BUFFER_DCE_STUB_DATA,
	BUFFER_SNMP_COMMUNITY,
	BUFFER_SNMP_USM,
	BUFFER_MQTT_CONNECT_CLIENTID,
	BUFFER_MQTT_CONNECT_USERNAME,
	BUFFER_MQTT_PUBLISH_TOPIC,
	BUFFER_MQTT_PUBLISH_MESSAGE,
	BUFFER_MQTT_SUBSCRIBE_TOPIC,
	BUFFER_DICOM_CALLING,
	BUFFER_DICOM_CALLED,
	BUFFER_HL7_TYPE,
	BUFFER_HL7_APPLICATION,
	BUFFER_FILE_NAME,
	/* Newer ones at the end: images hold the number. */
	BUFFER_EMAIL_CC,
	BUFFER_EMAIL_DATE,
	BUFFER_EMAIL_MESSAGE_ID,
	BUFFER_EMAIL_X_MAILER,
	BUFFER_EMAIL_RECEIVED,
	/* Numbers, two bytes each, big-endian. */
	BUFFER_DCE_IFACE, /* 16 bytes of the identifier; version; 1: its first fragment was seen
			   */
	BUFFER_DCE_OPNUM,
	BUFFER_SNMP_VERSION, /* 1, 2, 3 */
	BUFFER_SNMP_TYPE,    /* of the message, from 0 */
	BUFFER_MQTT_TYPE,
	BUFFER_SMB_VERSION, /* 1, 2 */
	BUFFER_FTP_PORT,    /* that was announced */
	BUFFER_FTP_MODE,    /* 1 active, 2 passive */
	BUFFER_IDS
};

struct buffer_row {
	const char *name; /* "http.uri" */
	const char *old;  /* content modifier of the old language ("http_uri"), NULL: none */
	uint8_t proto;    /* enum proto_id it belongs to; 0: any */
	uint8_t dirs;     /* bits 1 << enum flow_dir in which it is filled */
	bool several; /* may be there several times in a transaction: each is looked at alone */
	bool header;  /* the old modifier works backwards on the contents before it */
};

/* The rows, by id. */
extern const struct buffer_row buffer_rows[BUFFER_IDS];

/* The buffer that a sticky keyword names ("http.uri", "dns_query", "ja3.hash"); -1: none. Old
 * and new names of the same. */
int buffer_by_name(struct span name);

#endif
