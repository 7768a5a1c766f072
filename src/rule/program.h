/*
 * What a rule becomes: rows of numbers that an image (rule/image.h) holds side by side and
 * detect/ runs. Parser and engine share these rows, so that nothing is translated in between.
 * All texts and bytes are offsets into one pool.
 */
#ifndef VARDE_RULE_PROGRAM_H
#define VARDE_RULE_PROGRAM_H

#include <stdint.h>

enum rule_action { RULE_ALERT, RULE_PASS, RULE_DROP, RULE_REJECT };

/* What a rule is held against. */
enum rule_kind {
	RULE_PACKET, /* each packet: header, flags, payload of the packet */
	RULE_STREAM, /* the reassembled stream; packets too when RULE_ALSO_PACKET is set */
	RULE_TX,     /* transactions of applications */
	RULE_ONCE    /* once a flow and direction: addresses, the application's protocol */
};

/* rule_row.flags */
enum {
	RULE_NOALERT = 1,
	RULE_BOTHWAYS = 2,    /* <> */
	RULE_ALSO_PACKET = 4, /* a stream's rule that looks at packets too */
	RULE_DECODE = 8,      /* looks at what is wrong with a packet */
	RULE_FAST = 16,       /* found by a fast pattern; else it is asked each time */
	RULE_EVENT = 32       /* looks at events of transactions */
};

/* rule_row.flow */
enum {
	RULE_FLOW_TO_SERVER = 1,
	RULE_FLOW_TO_CLIENT = 2,
	RULE_FLOW_ESTABLISHED = 4,
	RULE_FLOW_NOT_ESTABLISHED = 8,
	RULE_FLOW_STATELESS = 16,
	RULE_FLOW_ONLY_STREAM = 32,
	RULE_FLOW_NO_STREAM = 64,
	RULE_FLOW_ONLY_FRAG = 128,
	RULE_FLOW_NO_FRAG = 256
};

/* rule_row.l4 */
enum {
	RULE_L4_TCP = 1,
	RULE_L4_UDP = 2,
	RULE_L4_ICMP = 4,
	RULE_L4_ICMP6 = 8,
	RULE_L4_OTHER = 16,
	RULE_L4_IGMP = 32,
	RULE_L4_SCTP = 64,
	RULE_L4_ALL = 127,
	RULE_L4_ANY_PACKET = 255 /* pkthdr: also what has no IP */
};

enum rule_op_kind {
	/* Over a buffer, in the order of the rule. */
	OP_CONTENT,   /* data, n: the bytes; a: offset or distance; b: depth or within */
	OP_PCRE,      /* data: row of RT_PCRES */
	OP_BSIZE,     /* a number: bytes of the buffer */
	OP_ISDATAAT,  /* a: position */
	OP_BYTE_TEST, /* mode: enum rule_compare; a: bytes, b: offset, c, d: value; e: mask */
	OP_BYTE_JUMP, /* a: bytes, b: offset, c: multiplier, d: what is added after it */
	OP_BYTE_EXTRACT, /* a: bytes, b: offset, c: multiplier; mode: variable */
	OP_BYTE_MATH,    /* a: bytes, b: offset, c: operand, d: operator; mode: variable */
	OP_DATASET,      /* data: row of RT_SETS */
	OP_BASE64,       /* a: bytes (0: all), b: offset */
	OP_BASE64_DATA,  /* from here on the decoded bytes are looked at */
	OP_ABSENT,       /* the buffer is not there; mode 1: or what follows holds */
	OP_ENTROPY,      /* mode: enum rule_compare; a, b: thousandths of a bit a byte */
	OP_RANGES, /* a: offset of two bytes, big-endian; data, n: pairs of such, from and to:
		      the number is in one of them */

	/* Transforms of a buffer before it is looked at. */
	OP_DOTPREFIX,
	OP_STRIP_WHITESPACE,
	OP_COMPRESS_WHITESPACE,
	OP_TO_LOWER,
	OP_TO_UPPER,
	OP_TO_MD5,
	OP_TO_SHA1,
	OP_TO_SHA256,
	OP_URL_DECODE,
	OP_XOR,          /* data, n: the key */
	OP_PCREXFORM,    /* data: row of RT_PCRES */
	OP_HEADER_LOWER, /* names of headers */
	OP_STRIP_PSEUDO, /* pseudo headers of HTTP/2 */
	OP_FROM_BASE64,  /* a: bytes, b: offset; mode: enum rule_base64 */
	OP_DOMAIN,       /* the registered domain; */
	OP_TLD,
	OP_LUAXFORM_REFUSED, /* never made */

	/* Over the packet and its flow. Those with numbers: mode enum rule_compare; a, b the
	 * low and high half of the first, c, d of the second number. */
	OP_DSIZE,
	OP_TTL,
	OP_IP_ID,
	OP_TOS,
	OP_IP_PROTO,
	OP_WINDOW,
	OP_SEQ,
	OP_ACK,
	OP_ITYPE,
	OP_ICODE,
	OP_ICMP_ID,
	OP_ICMP_SEQ,
	OP_TCP_MSS,
	OP_TCP_WSCALE,
	OP_VLAN_ID, /* e: which layer + 1 (0: any) */
	OP_VLAN_LAYERS,
	OP_FLOW_AGE,
	OP_FLOW_PACKETS, /* e: 0 to server, 1 to client, 2 either, 3 both together */
	OP_FLOW_BYTES,
	OP_URILEN, /* e: 1 as it was on the wire */
	OP_SAMEIP,
	OP_FRAGBITS, /* a: bits, mode: enum rule_bits */
	OP_FRAGOFFSET,
	OP_TCP_FLAGS,   /* a: bits, b: ignored ones, mode: enum rule_bits */
	OP_IPOPTS,      /* a: number of the option; 0: any */
	OP_STREAM_SIZE, /* mode: enum rule_compare, a: number, e: 0 server 1 client 2 both 3
			   either */
	OP_APP_PROTO,   /* a: enum proto_id; e: 1 to server, 2 to client, 3 final, 4 original,
			   5 either */
	OP_APP_EVENT,   /* a: number of the event; data: its name */
	OP_DECODE_EVENT,
	OP_STREAM_EVENT,
	OP_SSL_VERSION, /* a: bits of versions; b: bits of versions that it must not be */
	OP_SSL_STATE,   /* a: bits */
	OP_IP_ADDR,     /* data: an address set; e: 1 source, 2 destination */
	OP_IPREP,       /* data: row of RT_SETS; e: 0 any 1 source 2 destination 3 both */
	OP_DATASET_IP,  /* data: row of RT_SETS; e: 1 source 2 destination */
	OP_L3_PROTO,    /* a: 4 or 6 */

	/* State: asked before, changed after. */
	OP_FLOWBIT, /* mode: enum rule_bit; a: number of the bit, or data/n a list (RT_LISTS) */
	OP_XBIT, /* the same for hosts: e: enum rule_track; b: seconds until it is forgotten */
	OP_FLOWINT, /* mode: enum rule_flowint; a: variable; c, d: value; b: 1 + other variable
		     */
	OP_THRESHOLD, /* mode: enum rule_threshold; e: enum rule_track; a: count, b: seconds */
	OP_KINDS
};

/* rule_op.flags */
enum {
	RULE_F_NOCASE = 1,
	RULE_F_NEGATED = 2,
	RULE_F_RELATIVE = 4, /* to the end of the match before */
	RULE_F_ENDSWITH = 8,
	RULE_F_DEPTH = 16,    /* b holds depth or within */
	RULE_F_A_VAR = 32,    /* a is the number of a variable */
	RULE_F_B_VAR = 64,    /* b is */
	RULE_F_C_VAR = 128,   /* c is */
	RULE_F_RETRY = 256,   /* what follows is relative: try later matches too */
	RULE_F_LITTLE = 512,  /* little endian */
	RULE_F_STRING = 1024, /* the number stands as text; its base is the op's aux */
	RULE_F_ALIGN = 2048,  /* rounded up to 4 */
	RULE_F_BEGIN = 4096,  /* counted from the buffer's beginning */
	RULE_F_END = 8192,    /* from its end */
	RULE_F_FAST = 16384,  /* the fast pattern */
	RULE_F_DCE = 32768    /* byte order as the DCERPC header says */
};

enum rule_compare {
	RULE_EQ,
	RULE_NE,
	RULE_LT,
	RULE_GT,
	RULE_LE,
	RULE_GE,
	RULE_BETWEEN, /* neither bound belongs to it */
	RULE_AND,     /* a bit of the value is set */
	RULE_OR,      /* ^ of byte_test: exclusive or is not 0 */
	RULE_OUTSIDE
};

enum rule_bits { RULE_BITS_EXACT, RULE_BITS_ALL, RULE_BITS_ANY, RULE_BITS_NONE };
enum rule_bit {
	RULE_BIT_SET,
	RULE_BIT_UNSET,
	RULE_BIT_TOGGLE,
	RULE_BIT_ISSET,
	RULE_BIT_ISNOTSET
};
enum rule_track {
	RULE_TRACK_SRC,
	RULE_TRACK_DST,
	RULE_TRACK_RULE,
	RULE_TRACK_BOTH,
	RULE_TRACK_FLOW,
	RULE_TRACK_TX
};
enum rule_threshold {
	RULE_THRESHOLD_LIMIT,
	RULE_THRESHOLD_EACH, /* "threshold" */
	RULE_THRESHOLD_BOTH,
	RULE_THRESHOLD_FILTER, /* detection_filter */
	RULE_THRESHOLD_BACKOFF
};
enum rule_flowint {
	RULE_INT_SET,
	RULE_INT_ADD,
	RULE_INT_SUB,
	RULE_INT_LT,
	RULE_INT_LE,
	RULE_INT_EQ,
	RULE_INT_NE,
	RULE_INT_GE,
	RULE_INT_GT,
	RULE_INT_ISSET,
	RULE_INT_NOTSET
};
enum rule_math {
	RULE_MATH_ADD,
	RULE_MATH_SUB,
	RULE_MATH_MUL,
	RULE_MATH_DIV,
	RULE_MATH_SHL,
	RULE_MATH_SHR
};
enum rule_base64 { RULE_B64_RFC4648, RULE_B64_RFC2045, RULE_B64_STRICT };

enum { RULE_VARS = 16 }; /* byte_extract's and byte_math's of one rule */

struct rule_op {
	uint8_t kind; /* enum rule_op_kind */
	uint8_t mode;
	uint8_t aux; /* of byte ops: base of text (8, 10, 16) */
	uint8_t spare;
	uint32_t flags; /* RULE_F_* */
	uint32_t data, n;
	int32_t a, b, c, d;
	uint32_t e;
};

/* A buffer and what must hold of it. */
struct rule_section {
	uint16_t buffer; /* enum buffer_id */
	uint16_t list;   /* its row of RT_BUFFERS */
	uint32_t op, nop;
};

/* A buffer with its transforms: what a pattern matcher is made for. */
struct rule_buffer {
	uint16_t buffer; /* enum buffer_id */
	uint16_t spare;
	uint32_t op, nop; /* transforms */
};

struct rule_row {
	uint32_t meta; /* row of RT_META */
	uint8_t action, kind;
	uint8_t family; /* 4, 6, 0: both */
	uint8_t l4;     /* RULE_L4_* */
	uint32_t apps;  /* bits 1 << enum proto_id; 0: any */
	uint16_t flow, flags;
	uint32_t src, dst;     /* rows of RT_ADDRESS_SETS; 0: any */
	uint32_t sport, dport; /* rows of RT_PORT_SETS; 0: any */
	uint32_t head, nhead;  /* ops over packet, flow and state */
	uint32_t section, nsection;
	uint32_t after, nafter; /* ops that a match runs */
	uint32_t limit, nlimit; /* threshold ops */
};

/* Ranges of a set: sorted, apart from each other. */
struct rule_range_set {
	uint32_t v4, nv4, v6, nv6; /* rows of RT_RANGES4, RT_RANGES6; of ports: v4, nv4 */
};
struct rule_range4 {
	uint32_t low, high;
};
struct rule_range6 {
	uint8_t low[16], high[16];
};

struct rule_pcre {
	uint32_t text, n; /* the pattern in the pool */
	uint32_t options; /* of PCRE2 */
	uint32_t flags;
};

/* One multi-pattern matcher. */
struct rule_matcher {
	uint32_t pattern, npattern; /* rows of RT_PATTERNS */
	uint32_t db, ndb; /* hyperscan's serialised database in RT_DATABASES; 0: none */
};

struct rule_pattern {
	uint32_t data, n;     /* the bytes in the pool */
	uint32_t flags;       /* RULE_F_NOCASE */
	uint32_t rule, nrule; /* RT_RULE_IDS */
};

/* Which matcher and which rules without one serve what. */
struct rule_group {
	uint8_t what;         /* enum rule_group_kind */
	uint8_t dir;          /* enum flow_dir of what is looked at; of packets 0 */
	uint16_t key;         /* RT_BUFFERS, or a port */
	uint32_t matcher;     /* 1 + row of RT_MATCHERS; 0: none */
	uint32_t rule, nrule; /* RT_RULE_IDS: those that are asked each time */
};

enum rule_group_kind {
	RULE_GROUP_BUFFER,     /* key: row of RT_BUFFERS */
	RULE_GROUP_PACKET_TCP, /* payload of packets; key: port of either side, 0: any */
	RULE_GROUP_PACKET_UDP,
	RULE_GROUP_PACKET_OTHER,
	RULE_GROUP_STREAM, /* key: the server's port, 0: any */
	RULE_GROUP_DECODE, /* packets with something wrong */
	RULE_GROUP_ONCE,
	RULE_GROUP_TX /* rules over transactions without a buffer; key: enum proto_id */
};

struct rule_set {
	uint32_t name, n; /* in the pool */
	uint8_t type;     /* enum rule_set_type */
	uint8_t command;  /* enum rule_set_command */
	uint8_t mode;     /* enum rule_compare of a reputation */
	uint8_t spare;
	uint32_t value;
	uint32_t load, nload; /* values, one a line, in the pool */
	uint32_t limit;       /* values that it may hold */
};
enum rule_set_type {
	RULE_SET_STRING,
	RULE_SET_MD5,
	RULE_SET_SHA256,
	RULE_SET_IPV4,
	RULE_SET_IP
};
enum rule_set_command {
	RULE_SET_ISSET,
	RULE_SET_ISNOTSET,
	RULE_SET_ADD,
	RULE_SET_REMOVE,
	RULE_SET_REP
};

#endif
