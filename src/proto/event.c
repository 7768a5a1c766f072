#include "proto/event.h"
#include "proto/proto.h"

const struct proto_event_row proto_event_rows[PROTO_EVENTS] = {
    [PROTO_EVENT_DNS_MALFORMED] = {PROTO_DNS, "malformed_data"},
    [PROTO_EVENT_DNS_NOT_REQUEST] = {PROTO_DNS, "not_request"},
    [PROTO_EVENT_DNS_NOT_RESPONSE] = {PROTO_DNS, "not_response"},
    [PROTO_EVENT_DNS_Z_FLAG] = {PROTO_DNS, "z_flag_set"},
    [PROTO_EVENT_DNS_OPCODE] = {PROTO_DNS, "invalid_opcode"},
    [PROTO_EVENT_DNS_NAME_TOO_LONG] = {PROTO_DNS, "name_too_long"},
    [PROTO_EVENT_DNS_LOOP] = {PROTO_DNS, "infinite_loop"},
    [PROTO_EVENT_DNS_LABELS] = {PROTO_DNS, "too_many_labels"},
    [PROTO_EVENT_TLS_HEADER] = {PROTO_TLS, "invalid_tls_header"},
    [PROTO_EVENT_TLS_RECORD_TYPE] = {PROTO_TLS, "invalid_record_type"},
    [PROTO_EVENT_TLS_RECORD_VERSION] = {PROTO_TLS, "invalid_record_version"},
    [PROTO_EVENT_TLS_RECORD_LENGTH] = {PROTO_TLS, "invalid_record_length"},
    [PROTO_EVENT_TLS_HANDSHAKE] = {PROTO_TLS, "invalid_handshake_message"},
    [PROTO_EVENT_TLS_HANDSHAKE_LENGTH] = {PROTO_TLS, "handshake_invalid_length"},
    [PROTO_EVENT_TLS_SNI_SEVERAL] = {PROTO_TLS, "multiple_sni_extensions"},
    [PROTO_EVENT_TLS_SNI_TYPE] = {PROTO_TLS, "invalid_sni_type"},
    [PROTO_EVENT_TLS_SNI_LENGTH] = {PROTO_TLS, "invalid_sni_length"},
    [PROTO_EVENT_TLS_HEARTBEAT] = {PROTO_TLS, "invalid_heartbeat_message"},
    [PROTO_EVENT_TLS_HEARTBEAT_OVERFLOW] = {PROTO_TLS, "overflow_heartbeat_message"},
    [PROTO_EVENT_TLS_CERTIFICATE] = {PROTO_TLS, "invalid_certificate"},
    [PROTO_EVENT_TLS_CERTIFICATE_LENGTH] = {PROTO_TLS, "certificate_invalid_length"},
    [PROTO_EVENT_TLS_CERTIFICATE_DATE] = {PROTO_TLS, "certificate_invalid_date"},
    [PROTO_EVENT_QUIC_DECRYPT] = {PROTO_QUIC, "failed_decrypt"},
    [PROTO_EVENT_HTTP_UNKNOWN] = {PROTO_HTTP1, "unknown_error"},
    [PROTO_EVENT_HTTP_REQUEST_FIELD_COLON] = {PROTO_HTTP1, "request_field_missing_colon"},
    [PROTO_EVENT_HTTP_RESPONSE_FIELD_COLON] = {PROTO_HTTP1, "response_field_missing_colon"},
    [PROTO_EVENT_HTTP_REQUEST_CHUNK_LENGTH] = {PROTO_HTTP1, "invalid_request_chunk_len"},
    [PROTO_EVENT_HTTP_RESPONSE_CHUNK_LENGTH] = {PROTO_HTTP1, "invalid_response_chunk_len"},
    [PROTO_EVENT_HTTP_REQUEST_TRANSFER_ENCODING] = {PROTO_HTTP1,
	"invalid_transfer_encoding_value_in_request"},
    [PROTO_EVENT_HTTP_RESPONSE_TRANSFER_ENCODING] = {PROTO_HTTP1,
	"invalid_transfer_encoding_value_in_response"},
    [PROTO_EVENT_HTTP_REQUEST_CONTENT_LENGTH] = {PROTO_HTTP1,
	"invalid_content_length_field_in_request"},
    [PROTO_EVENT_HTTP_RESPONSE_CONTENT_LENGTH] = {PROTO_HTTP1,
	"invalid_content_length_field_in_response"},
    [PROTO_EVENT_HTTP_100_CONTINUE] = {PROTO_HTTP1, "100_continue_already_seen"},
    [PROTO_EVENT_HTTP_NO_REQUEST] = {PROTO_HTTP1, "unable_to_match_response_to_request"},
    [PROTO_EVENT_HTTP_REQUEST_SERVER_PORT] = {PROTO_HTTP1, "invalid_server_port_in_request"},
    [PROTO_EVENT_HTTP_AUTHORITY_PORT] = {PROTO_HTTP1, "invalid_authority_port"},
    [PROTO_EVENT_HTTP_REQUEST_HEADER] = {PROTO_HTTP1, "request_header_invalid"},
    [PROTO_EVENT_HTTP_RESPONSE_HEADER] = {PROTO_HTTP1, "response_header_invalid"},
    [PROTO_EVENT_HTTP_HOST_MISSING] = {PROTO_HTTP1, "missing_host_header"},
    [PROTO_EVENT_HTTP_HOST_AMBIGUOUS] = {PROTO_HTTP1, "host_header_ambiguous"},
    [PROTO_EVENT_HTTP_REQUEST_FOLDING] = {PROTO_HTTP1, "invalid_request_field_folding"},
    [PROTO_EVENT_HTTP_RESPONSE_FOLDING] = {PROTO_HTTP1, "invalid_response_field_folding"},
    [PROTO_EVENT_HTTP_REQUEST_FIELD_LONG] = {PROTO_HTTP1, "request_field_too_long"},
    [PROTO_EVENT_HTTP_RESPONSE_FIELD_LONG] = {PROTO_HTTP1, "response_field_too_long"},
    [PROTO_EVENT_HTTP_URI_HOST] = {PROTO_HTTP1, "uri_host_invalid"},
    [PROTO_EVENT_HTTP_HEADER_HOST] = {PROTO_HTTP1, "header_host_invalid"},
    [PROTO_EVENT_HTTP_AUTH] = {PROTO_HTTP1, "auth_unrecognized"},
    [PROTO_EVENT_HTTP_REQUEST_REPETITION] = {PROTO_HTTP1, "request_header_repetition"},
    [PROTO_EVENT_HTTP_RESPONSE_REPETITION] = {PROTO_HTTP1, "response_header_repetition"},
    [PROTO_EVENT_HTTP_METHOD_DELIMITER] = {PROTO_HTTP1, "method_delim_non_compliant"},
    [PROTO_EVENT_HTTP_URI_DELIMITER] = {PROTO_HTTP1, "uri_delim_non_compliant"},
    [PROTO_EVENT_HTTP_REQUEST_LEADING] = {PROTO_HTTP1, "request_line_leading_whitespace"},
    [PROTO_EVENT_HTTP_DECOMPRESSION] = {PROTO_HTTP1, "gzip_decompression_failed"},
    [PROTO_EVENT_HTTP_BOMB] = {PROTO_HTTP1, "compression_bomb"},
    [PROTO_EVENT_HTTP_RESPONSE_STATUS] = {PROTO_HTTP1, "invalid_response_status"},
    [PROTO_EVENT_HTTP_RESPONSE_LINE] = {PROTO_HTTP1, "response_line_invalid"},
    [PROTO_EVENT_HTTP_PROTOCOL] = {PROTO_HTTP1, "request_line_invalid_protocol"},
    [PROTO_EVENT_HTTP_REQUEST_LINE_INCOMPLETE] = {PROTO_HTTP1, "request_line_incomplete"},
    [PROTO_EVENT_HTTP2_FRAME_HEADER] = {PROTO_HTTP2, "invalid_frame_header"},
    [PROTO_EVENT_HTTP2_PREFACE] = {PROTO_HTTP2, "invalid_client_magic"},
    [PROTO_EVENT_HTTP2_FRAME_DATA] = {PROTO_HTTP2, "invalid_frame_data"},
    [PROTO_EVENT_HTTP2_HEADER] = {PROTO_HTTP2, "invalid_header"},
    [PROTO_EVENT_HTTP2_FRAME_LENGTH] = {PROTO_HTTP2, "invalid_frame_length"},
    [PROTO_EVENT_HTTP2_EXTRA] = {PROTO_HTTP2, "extra_header_data"},
    [PROTO_EVENT_HTTP2_LONG] = {PROTO_HTTP2, "long_frame_data"},
    [PROTO_EVENT_HTTP2_STREAMS] = {PROTO_HTTP2, "too_many_streams"},
    [PROTO_EVENT_HTTP2_AUTHORITY] = {PROTO_HTTP2, "authority_host_mismatch"},
    [PROTO_EVENT_HTTP2_DATA_ID] = {PROTO_HTTP2, "data_stream_zero"},
    [PROTO_EVENT_HTTP2_TABLE] = {PROTO_HTTP2, "header_integer_overflow"},
    [PROTO_EVENT_SSH_BANNER] = {PROTO_SSH, "invalid_banner"},
    [PROTO_EVENT_SSH_LONG_BANNER] = {PROTO_SSH, "long_banner"},
    [PROTO_EVENT_SSH_RECORD] = {PROTO_SSH, "invalid_record"},
    [PROTO_EVENT_SMTP_LONG_COMMAND] = {PROTO_SMTP, "max_command_line_len_exceeded"},
    [PROTO_EVENT_SMTP_DUPLICATE] = {PROTO_SMTP, "duplicate_fields"},
    [PROTO_EVENT_FTP_LONG_COMMAND] = {PROTO_FTP, "request_command_too_long"},
    [PROTO_EVENT_FTP_LONG_REPLY] = {PROTO_FTP, "response_command_too_long"},
    [PROTO_EVENT_MQTT_CONNECT] = {PROTO_MQTT, "missing_connect"},
    [PROTO_EVENT_MQTT_DOUBLE_CONNECT] = {PROTO_MQTT, "double_connect"},
    [PROTO_EVENT_MQTT_TYPE] = {PROTO_MQTT, "unassigned_msg_type"},
    [PROTO_EVENT_MQTT_QOS] = {PROTO_MQTT, "invalid_qos_level"},
    [PROTO_EVENT_MQTT_MALFORMED] = {PROTO_MQTT, "malformed_traffic"},
    [PROTO_EVENT_SMB_MALFORMED] = {PROTO_SMB, "malformed_data"},
    [PROTO_EVENT_SMB_NTLMSSP] = {PROTO_SMB, "malformed_ntlmssp_request"},
    [PROTO_EVENT_SMB_OVERLAP] = {PROTO_SMB, "file_overlap"},
    [PROTO_EVENT_SNMP_MALFORMED] = {PROTO_SNMP, "malformed_data"},
    [PROTO_EVENT_SNMP_ENCRYPTED] = {PROTO_SNMP, "unknown_security_model"},
    [PROTO_EVENT_SNMP_VERSION] = {PROTO_SNMP, "version_mismatch"},
    [PROTO_EVENT_MODBUS_PROTOCOL] = {PROTO_MODBUS, "invalid_protocol_id"},
    [PROTO_EVENT_MODBUS_LENGTH] = {PROTO_MODBUS, "invalid_length"},
    [PROTO_EVENT_DHCP_OPTION] = {PROTO_DHCP, "malformed_options"},
    [PROTO_EVENT_NTP_MALFORMED] = {PROTO_NTP, "malformed_data"},
};

/* Rules for HTTP say http, whichever version the protocol has in protos[]. */
static const char *keyword(unsigned proto)
{
	switch (proto) {
	case PROTO_HTTP1:
		return "http";
	case PROTO_HTTP2:
		return "http2";
	default:
		return protos[proto] ? protos[proto]->name : "";
	}
}

unsigned proto_event_by_name(struct span name)
{
	for (unsigned event = 1; event < PROTO_EVENTS; event++) {
		const struct proto_event_row *row = &proto_event_rows[event];
		const char *proto = keyword(row->proto);
		size_t n = strlen(proto);

		if (row->name && span_starts(name, proto) && name.n > n && name.p[n] == '.' &&
		    span_eq(span_sub(name, n + 1, name.n), row->name))
			return event;
	}
	return PROTO_EVENT_NONE;
}
