/* Every maximum of the program stands here, so that one look shows what a hostile peer can
 * cost. */
#ifndef VARDE_BASE_LIMITS_H
#define VARDE_BASE_LIMITS_H

enum {
	LIMIT_LINE = 1 << 20,       /* bytes of one NDJSON record */
	LIMIT_JSON_DEPTH = 64,      /* nesting of a JSON document */
	LIMIT_JSON_NUMBER = 511,    /* bytes of one number of a JSON document */
	LIMIT_TEXT = 8192,          /* bytes of one text field of a record */
	LIMIT_LIST = 512,           /* items of one list field of a record */
	LIMIT_CRITERIA = 65536,     /* criteria of one vulnerability or advisory */
	LIMIT_NAME = 255,           /* bytes of a host name, RFC 1035 section 2.3.4 */
	LIMIT_DNS_MESSAGE = 65535,  /* bytes of a DNS message over TCP */
	LIMIT_DNS_RECORDS = 4096,   /* records read from one answer */
	LIMIT_AXFR_RECORDS = 20000, /* records read from one zone transfer */
	LIMIT_CNAME_CHAIN = 8,
	LIMIT_BANNER = 4096,        /* bytes of a greeting that are read */
	LIMIT_HTTP_HEAD = 64 << 10, /* bytes of status line and headers */
	LIMIT_HTTP_HEADERS = 128,
	LIMIT_HTTP_BODY = 256 << 10,  /* bytes of a body that are read */
	LIMIT_HTTP_EVIDENCE = 4096,   /* bytes of a body that are kept */
	LIMIT_TLS_RECORD = 18432,     /* bytes of a TLS record, RFC 5246 section 6.2.3 */
	LIMIT_TLS_FLIGHT = 128 << 10, /* bytes of a server's first flight */
	LIMIT_CERT_CHAIN = 12,
	LIMIT_FRAME = 64 << 10, /* bytes of one message of a framed protocol (DICOM PDU, MLLP
				   frame, SMB message) */
	LIMIT_DATAGRAM = 65507, /* bytes of a UDP datagram over IPv4, RFC 768 */
	LIMIT_REDIRECTS = 5,
	LIMIT_REPLY = 64 << 20, /* bytes of a reply of our server */
	LIMIT_UPLOADS =
	    256 << 20,           /* bytes of all request bodies that our server holds at once */
	LIMIT_ADDRESSES = 65536, /* addresses of one job */
	LIMIT_UNITS = 1 << 20,   /* units of work of one job */
	LIMIT_COROUTINES = 512,
	LIMIT_TEMPLATE_DEPTH = 16, /* sections or partials inside each other */
	LIMIT_FORM_FIELDS = 512,   /* names and values of one query, form or Cookie header */
	LIMIT_CONFIG = 1 << 20,    /* bytes of a configuration file */
	LIMIT_PASTE = 1 << 20,     /* bytes of a pasted list of perimeter items */
	LIMIT_PASTE_LINES = 10000,
	LIMIT_DOCUMENT = 64 << 20, /* bytes of one rendered report */
};

#endif
