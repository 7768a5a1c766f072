#include "proto/buffer.h"
#include "proto/proto.h"

enum { TO_SERVER = 1 << FLOW_TO_SERVER, TO_CLIENT = 1 << FLOW_TO_CLIENT, BOTH = 3 };

/* A row's columns: protocol, directions, new name, old name. */
#define ONE(p, d, n, o)                                            \
	{                                                          \
		.name = (n), .old = (o), .proto = (p), .dirs = (d) \
	}
#define ANY(p, d, n, o)                                                             \
	{                                                                           \
		.name = (n), .old = (o), .proto = (p), .dirs = (d), .several = true \
	}
#define OLD(p, d, n, o)                                                            \
	{                                                                          \
		.name = (n), .old = (o), .proto = (p), .dirs = (d), .header = true \
	}

const struct buffer_row buffer_rows[BUFFER_IDS] = {
    [BUFFER_PAYLOAD] = ONE(0, BOTH, "pkt_data", NULL),
    [BUFFER_FILE_DATA] = ANY(0, BOTH, "file.data", "file_data"),
    [BUFFER_HTTP_URI] = OLD(PROTO_HTTP1, TO_SERVER, "http.uri", "http_uri"),
    [BUFFER_HTTP_URI_RAW] = OLD(PROTO_HTTP1, TO_SERVER, "http.uri.raw", "http_raw_uri"),
    [BUFFER_HTTP_METHOD] = OLD(PROTO_HTTP1, TO_SERVER, "http.method", "http_method"),
    [BUFFER_HTTP_REQUEST_LINE] =
	ONE(PROTO_HTTP1, TO_SERVER, "http.request_line", "http_request_line"),
    [BUFFER_HTTP_RESPONSE_LINE] =
	ONE(PROTO_HTTP1, TO_CLIENT, "http.response_line", "http_response_line"),
    [BUFFER_HTTP_REQUEST_BODY] =
	OLD(PROTO_HTTP1, TO_SERVER, "http.request_body", "http_client_body"),
    [BUFFER_HTTP_RESPONSE_BODY] =
	OLD(PROTO_HTTP1, TO_CLIENT, "http.response_body", "http_server_body"),
    [BUFFER_HTTP_HEADER] = OLD(PROTO_HTTP1, BOTH, "http.header", "http_header"),
    [BUFFER_HTTP_HEADER_RAW] = OLD(PROTO_HTTP1, BOTH, "http.header.raw", "http_raw_header"),
    [BUFFER_HTTP_HEADER_NAMES] =
	ONE(PROTO_HTTP1, BOTH, "http.header_names", "http_header_names"),
    [BUFFER_HTTP_REQUEST_HEADER] = ANY(PROTO_HTTP1, TO_SERVER, "http.request_header", NULL),
    [BUFFER_HTTP_RESPONSE_HEADER] = ANY(PROTO_HTTP1, TO_CLIENT, "http.response_header", NULL),
    [BUFFER_HTTP_HOST] = OLD(PROTO_HTTP1, TO_SERVER, "http.host", "http_host"),
    [BUFFER_HTTP_HOST_RAW] = OLD(PROTO_HTTP1, TO_SERVER, "http.host.raw", "http_raw_host"),
    [BUFFER_HTTP_USER_AGENT] =
	OLD(PROTO_HTTP1, TO_SERVER, "http.user_agent", "http_user_agent"),
    [BUFFER_HTTP_COOKIE] = OLD(PROTO_HTTP1, BOTH, "http.cookie", "http_cookie"),
    [BUFFER_HTTP_ACCEPT] = ONE(PROTO_HTTP1, TO_SERVER, "http.accept", "http_accept"),
    [BUFFER_HTTP_ACCEPT_ENC] =
	ONE(PROTO_HTTP1, TO_SERVER, "http.accept_enc", "http_accept_enc"),
    [BUFFER_HTTP_ACCEPT_LANG] =
	ONE(PROTO_HTTP1, TO_SERVER, "http.accept_lang", "http_accept_lang"),
    [BUFFER_HTTP_REFERER] = ONE(PROTO_HTTP1, TO_SERVER, "http.referer", "http_referer"),
    [BUFFER_HTTP_CONNECTION] = ONE(PROTO_HTTP1, BOTH, "http.connection", "http_connection"),
    [BUFFER_HTTP_CONTENT_LEN] = ONE(PROTO_HTTP1, BOTH, "http.content_len", "http_content_len"),
    [BUFFER_HTTP_CONTENT_TYPE] =
	ONE(PROTO_HTTP1, BOTH, "http.content_type", "http_content_type"),
    [BUFFER_HTTP_LOCATION] = ONE(PROTO_HTTP1, TO_CLIENT, "http.location", NULL),
    [BUFFER_HTTP_SERVER] = ONE(PROTO_HTTP1, TO_CLIENT, "http.server", NULL),
    [BUFFER_HTTP_PROTOCOL] = ONE(PROTO_HTTP1, BOTH, "http.protocol", "http_protocol"),
    [BUFFER_HTTP_START] = ONE(PROTO_HTTP1, BOTH, "http.start", "http_start"),
    [BUFFER_HTTP_STAT_CODE] = OLD(PROTO_HTTP1, TO_CLIENT, "http.stat_code", "http_stat_code"),
    [BUFFER_HTTP_STAT_MSG] = OLD(PROTO_HTTP1, TO_CLIENT, "http.stat_msg", "http_stat_msg"),
    [BUFFER_DNS_QUERY] = ANY(PROTO_DNS, TO_SERVER, "dns.query", "dns_query"),
    [BUFFER_DNS_QUERY_NAME] = ANY(PROTO_DNS, BOTH, "dns.queries.rrname", "dns.query.name"),
    [BUFFER_DNS_ANSWER_NAME] = ANY(PROTO_DNS, BOTH, "dns.answers.rrname", "dns.answer.name"),
    [BUFFER_DNS_AUTHORITY_NAME] = ANY(PROTO_DNS, BOTH, "dns.authorities.rrname", NULL),
    [BUFFER_DNS_ADDITIONAL_NAME] = ANY(PROTO_DNS, BOTH, "dns.additionals.rrname", NULL),
    [BUFFER_DNS_RRNAME] = ANY(PROTO_DNS, BOTH, "dns.response.rrname", NULL),
    [BUFFER_TLS_SNI] = ONE(PROTO_TLS, TO_SERVER, "tls.sni", "tls_sni"),
    [BUFFER_TLS_ALPN] = ANY(PROTO_TLS, BOTH, "tls.alpn", NULL),
    [BUFFER_TLS_CERT_SUBJECT] = ONE(PROTO_TLS, BOTH, "tls.cert_subject", "tls_cert_subject"),
    [BUFFER_TLS_CERT_ISSUER] = ONE(PROTO_TLS, BOTH, "tls.cert_issuer", "tls_cert_issuer"),
    [BUFFER_TLS_CERT_SERIAL] = ONE(PROTO_TLS, BOTH, "tls.cert_serial", "tls_cert_serial"),
    [BUFFER_TLS_CERT_FINGERPRINT] =
	ONE(PROTO_TLS, BOTH, "tls.cert_fingerprint", "tls_cert_fingerprint"),
    [BUFFER_TLS_CERTS] = ANY(PROTO_TLS, BOTH, "tls.certs", NULL),
    [BUFFER_TLS_SUBJECTALTNAME] = ANY(PROTO_TLS, BOTH, "tls.subjectaltname", NULL),
    [BUFFER_TLS_RANDOM] = ONE(PROTO_TLS, BOTH, "tls.random", NULL),
    [BUFFER_TLS_VERSION] = ONE(PROTO_TLS, BOTH, "tls.version", NULL),
    [BUFFER_JA3_HASH] = ONE(PROTO_TLS, TO_SERVER, "ja3.hash", "ja3_hash"),
    [BUFFER_JA3_STRING] = ONE(PROTO_TLS, TO_SERVER, "ja3.string", "ja3_string"),
    [BUFFER_JA3S_HASH] = ONE(PROTO_TLS, TO_CLIENT, "ja3s.hash", NULL),
    [BUFFER_JA3S_STRING] = ONE(PROTO_TLS, TO_CLIENT, "ja3s.string", NULL),
    [BUFFER_JA4_HASH] = ONE(PROTO_TLS, TO_SERVER, "ja4.hash", "ja4_hash"),
    [BUFFER_QUIC_VERSION] = ONE(PROTO_QUIC, BOTH, "quic.version", NULL),
    [BUFFER_QUIC_UA] = ONE(PROTO_QUIC, TO_SERVER, "quic.ua", NULL),
    [BUFFER_HTTP2_HEADER_NAME] = ANY(PROTO_HTTP2, BOTH, "http2.header_name", NULL),
    [BUFFER_SSH_PROTO] = ONE(PROTO_SSH, BOTH, "ssh.proto", "ssh_proto"),
    [BUFFER_SSH_SOFTWARE] = ONE(PROTO_SSH, BOTH, "ssh.software", "ssh_software"),
    [BUFFER_SSH_HASSH] = ONE(PROTO_SSH, TO_SERVER, "ssh.hassh", NULL),
    [BUFFER_SSH_HASSH_STRING] = ONE(PROTO_SSH, TO_SERVER, "ssh.hassh.string", NULL),
    [BUFFER_SSH_HASSH_SERVER] = ONE(PROTO_SSH, TO_CLIENT, "ssh.hassh.server", NULL),
    [BUFFER_SSH_HASSH_SERVER_STRING] =
	ONE(PROTO_SSH, TO_CLIENT, "ssh.hassh.server.string", NULL),
    [BUFFER_SMTP_HELO] = ONE(PROTO_SMTP, TO_SERVER, "smtp.helo", NULL),
    [BUFFER_SMTP_MAIL_FROM] = ONE(PROTO_SMTP, TO_SERVER, "smtp.mail_from", NULL),
    [BUFFER_SMTP_RCPT_TO] = ANY(PROTO_SMTP, TO_SERVER, "smtp.rcpt_to", NULL),
    [BUFFER_EMAIL_FROM] = ONE(PROTO_SMTP, TO_SERVER, "email.from", NULL),
    [BUFFER_EMAIL_SUBJECT] = ONE(PROTO_SMTP, TO_SERVER, "email.subject", NULL),
    [BUFFER_EMAIL_TO] = ONE(PROTO_SMTP, TO_SERVER, "email.to", NULL),
    [BUFFER_EMAIL_URL] = ANY(PROTO_SMTP, TO_SERVER, "email.url", NULL),
    [BUFFER_FTP_COMMAND] = ONE(PROTO_FTP, TO_SERVER, "ftp.command", NULL),
    [BUFFER_FTP_COMMAND_DATA] = ONE(PROTO_FTP, TO_SERVER, "ftp.command_data", NULL),
    [BUFFER_FTP_RECEPTION] = ANY(PROTO_FTP, TO_CLIENT, "ftp.completion_code", NULL),
    [BUFFER_FTP_REPLY] = ANY(PROTO_FTP, TO_CLIENT, "ftp.reply", NULL),
    [BUFFER_FTPDATA_COMMAND] = ONE(PROTO_FTP_DATA, BOTH, "ftpdata_command", NULL),
    [BUFFER_SMB_NAMED_PIPE] = ONE(PROTO_SMB, TO_SERVER, "smb.named_pipe", "smb_named_pipe"),
    [BUFFER_SMB_SHARE] = ONE(PROTO_SMB, TO_SERVER, "smb.share", "smb_share"),
    [BUFFER_SMB_NTLMSSP_USER] = ONE(PROTO_SMB, TO_SERVER, "smb.ntlmssp_user", NULL),
    [BUFFER_SMB_NTLMSSP_DOMAIN] = ONE(PROTO_SMB, TO_SERVER, "smb.ntlmssp_domain", NULL),
    [BUFFER_DCE_STUB_DATA] = ANY(PROTO_DCERPC, BOTH, "dcerpc.stub_data", "dce_stub_data"),
    [BUFFER_SNMP_COMMUNITY] = ONE(PROTO_SNMP, BOTH, "snmp.community", NULL),
    [BUFFER_SNMP_USM] = ONE(PROTO_SNMP, BOTH, "snmp.usm", NULL),
    [BUFFER_MQTT_CONNECT_CLIENTID] = ONE(PROTO_MQTT, TO_SERVER, "mqtt.connect.clientid", NULL),
    [BUFFER_MQTT_CONNECT_USERNAME] = ONE(PROTO_MQTT, TO_SERVER, "mqtt.connect.username", NULL),
    [BUFFER_MQTT_PUBLISH_TOPIC] = ONE(PROTO_MQTT, BOTH, "mqtt.publish.topic", NULL),
    [BUFFER_MQTT_PUBLISH_MESSAGE] = ONE(PROTO_MQTT, BOTH, "mqtt.publish.message", NULL),
    [BUFFER_MQTT_SUBSCRIBE_TOPIC] = ANY(PROTO_MQTT, TO_SERVER, "mqtt.subscribe.topic", NULL),
    [BUFFER_DICOM_CALLING] = ONE(PROTO_DICOM, TO_SERVER, "dicom.calling", NULL),
    [BUFFER_DICOM_CALLED] = ONE(PROTO_DICOM, TO_SERVER, "dicom.called", NULL),
    [BUFFER_HL7_TYPE] = ONE(PROTO_HL7, BOTH, "hl7.type", NULL),
    [BUFFER_HL7_APPLICATION] = ONE(PROTO_HL7, BOTH, "hl7.application", NULL),
    [BUFFER_FILE_NAME] = ANY(0, BOTH, "file.name", NULL),
    [BUFFER_EMAIL_CC] = ONE(PROTO_SMTP, TO_SERVER, "email.cc", NULL),
    [BUFFER_EMAIL_DATE] = ONE(PROTO_SMTP, TO_SERVER, "email.date", NULL),
    [BUFFER_EMAIL_MESSAGE_ID] = ONE(PROTO_SMTP, TO_SERVER, "email.message_id", NULL),
    [BUFFER_EMAIL_X_MAILER] = ONE(PROTO_SMTP, TO_SERVER, "email.x_mailer", NULL),
    [BUFFER_EMAIL_RECEIVED] = ANY(PROTO_SMTP, TO_SERVER, "email.received", NULL),
    /* Numbers: rules name them by keywords of their own (rule/key_field.c). */
    [BUFFER_DCE_IFACE] = ONE(PROTO_DCERPC, TO_SERVER, "dcerpc.iface", NULL),
    [BUFFER_DCE_OPNUM] = ONE(PROTO_DCERPC, TO_SERVER, "dcerpc.opnum", NULL),
    [BUFFER_SNMP_VERSION] = ONE(PROTO_SNMP, BOTH, "snmp.version", NULL),
    [BUFFER_SNMP_TYPE] = ONE(PROTO_SNMP, BOTH, "snmp.pdu_type", NULL),
    [BUFFER_MQTT_TYPE] = ANY(PROTO_MQTT, BOTH, "mqtt.type", NULL),
    [BUFFER_SMB_VERSION] = ONE(PROTO_SMB, BOTH, "smb.version", NULL),
    [BUFFER_FTP_PORT] = ONE(PROTO_FTP, BOTH, "ftp.dynamic_port", NULL),
    [BUFFER_FTP_MODE] = ONE(PROTO_FTP, BOTH, "ftp.mode", NULL),
};

int buffer_by_name(struct span name)
{
	for (int id = 0; id < BUFFER_IDS; id++) {
		const struct buffer_row *row = &buffer_rows[id];

		if (row->name && span_eq(name, row->name))
			return id;
		if (row->old && span_eq(name, row->old))
			return id;
	}
	return -1;
}
