#include "proto/http1_impl.h"

/* libhtp's words (BSD licence) as far as they tell one fault from another. */
static const struct {
	const char *begins;
	unsigned event;
} messages[] = {
    {"GZip decompressor", PROTO_EVENT_HTTP_DECOMPRESSION},
    {"Request field invalid: colon missing", PROTO_EVENT_HTTP_REQUEST_FIELD_COLON},
    {"Response field invalid: missing colon", PROTO_EVENT_HTTP_RESPONSE_FIELD_COLON},
    {"Request chunk encoding: Invalid chunk length", PROTO_EVENT_HTTP_REQUEST_CHUNK_LENGTH},
    {"Response chunk encoding: Invalid chunk length", PROTO_EVENT_HTTP_RESPONSE_CHUNK_LENGTH},
    {"Invalid C-L field in response", PROTO_EVENT_HTTP_RESPONSE_CONTENT_LENGTH},
    {"Already seen 100-Continue", PROTO_EVENT_HTTP_100_CONTINUE},
    {"Unable to match response to request", PROTO_EVENT_HTTP_NO_REQUEST},
    {"Request field invalid", PROTO_EVENT_HTTP_REQUEST_HEADER},
    {"Request header name is not a token", PROTO_EVENT_HTTP_REQUEST_HEADER},
    {"Response field invalid", PROTO_EVENT_HTTP_RESPONSE_HEADER},
    {"Response header name is not a token", PROTO_EVENT_HTTP_RESPONSE_HEADER},
    {"Invalid request field folding", PROTO_EVENT_HTTP_REQUEST_FOLDING},
    {"Invalid response field folding", PROTO_EVENT_HTTP_RESPONSE_FOLDING},
    {"Request buffer over the limit", PROTO_EVENT_HTTP_REQUEST_FIELD_LONG},
    {"Request field length exceeds", PROTO_EVENT_HTTP_REQUEST_FIELD_LONG},
    {"Response the buffer limit", PROTO_EVENT_HTTP_RESPONSE_FIELD_LONG},
    {"Response field length exceeds", PROTO_EVENT_HTTP_RESPONSE_FIELD_LONG},
    {"Request line: non-compliant delimiter", PROTO_EVENT_HTTP_METHOD_DELIMITER},
    {"Request line: URI contains non-compliant", PROTO_EVENT_HTTP_URI_DELIMITER},
    {"Request line: leading whitespace", PROTO_EVENT_HTTP_REQUEST_LEADING},
    {"Request line: unknown method and invalid protocol", PROTO_EVENT_HTTP_PROTOCOL},
    {"Request line incomplete", PROTO_EVENT_HTTP_REQUEST_LINE_INCOMPLETE},
    {"Invalid response line: invalid response status", PROTO_EVENT_HTTP_RESPONSE_STATUS},
    {"Invalid response line: invalid protocol", PROTO_EVENT_HTTP_RESPONSE_LINE},
    {"Transfer-encoding has abnormal", PROTO_EVENT_HTTP_RESPONSE_TRANSFER_ENCODING},
};

int http1_impl_log(htp_log_t *log)
{
	struct span said = span_str(log->msg);
	struct http1_tx *own = log->tx ? htp_tx_get_user_data(log->tx) : NULL;
	struct http1_state *s = log->connp ? htp_connp_get_user_data(log->connp) : NULL;
	size_t i = 0;

	/* It is said before the answer has a transaction. */
	if (s && span_starts(said, "Unable to match response to request")) {
		s->early = PROTO_EVENT_HTTP_NO_REQUEST;
		return HTP_OK;
	}
	if (!own || !own->tx || log->level > HTP_LOG_WARNING)
		return HTP_OK;
	while (i < ARRAY_LEN(messages) && !span_starts(said, messages[i].begins))
		i++;
	if (i < ARRAY_LEN(messages))
		proto_tx_event(own->tx, messages[i].event);
	else if (log->level == HTP_LOG_ERROR)
		proto_tx_event(own->tx, PROTO_EVENT_HTTP_UNKNOWN);
	return HTP_OK;
}

void http1_impl_flags(struct tx *tx, const htp_tx_t *htp)
{
	static const struct {
		uint64_t flag;
		unsigned event;
	} rows[] = {
	    {HTP_REQUEST_INVALID_T_E, PROTO_EVENT_HTTP_REQUEST_TRANSFER_ENCODING},
	    {HTP_REQUEST_INVALID_C_L, PROTO_EVENT_HTTP_REQUEST_CONTENT_LENGTH},
	    {HTP_HOST_MISSING, PROTO_EVENT_HTTP_HOST_MISSING},
	    {HTP_HOST_AMBIGUOUS, PROTO_EVENT_HTTP_HOST_AMBIGUOUS},
	    {HTP_HOSTU_INVALID, PROTO_EVENT_HTTP_URI_HOST},
	    {HTP_HOSTH_INVALID, PROTO_EVENT_HTTP_HEADER_HOST},
	};

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (htp->flags & rows[i].flag)
			proto_tx_event(tx, rows[i].event);
	if (htp->request_auth_type == HTP_AUTH_UNRECOGNIZED)
		proto_tx_event(tx, PROTO_EVENT_HTTP_AUTH);
	if (htp->req_header_repetitions)
		proto_tx_event(tx, PROTO_EVENT_HTTP_REQUEST_REPETITION);
	if (htp->res_header_repetitions)
		proto_tx_event(tx, PROTO_EVENT_HTTP_RESPONSE_REPETITION);
}
