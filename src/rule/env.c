#include "rule/env.h"

#include "base/parse.h"
#include "rule/group.h"

#include <arpa/inet.h>

static const struct {
	const char *name, *value;
} usual_vars[] = {
    {"HOME_NET", "[192.168.0.0/16,10.0.0.0/8,172.16.0.0/12]"},
    {"EXTERNAL_NET", "!$HOME_NET"},
    {"HTTP_SERVERS", "$HOME_NET"},
    {"SMTP_SERVERS", "$HOME_NET"},
    {"SQL_SERVERS", "$HOME_NET"},
    {"DNS_SERVERS", "$HOME_NET"},
    {"TELNET_SERVERS", "$HOME_NET"},
    {"AIM_SERVERS", "$EXTERNAL_NET"},
    {"DC_SERVERS", "$HOME_NET"},
    {"DNP3_SERVER", "$HOME_NET"},
    {"DNP3_CLIENT", "$HOME_NET"},
    {"MODBUS_CLIENT", "$HOME_NET"},
    {"MODBUS_SERVER", "$HOME_NET"},
    {"ENIP_CLIENT", "$HOME_NET"},
    {"ENIP_SERVER", "$HOME_NET"},
    {"HTTP_PORTS", "80"},
    {"SHELLCODE_PORTS", "!80"},
    {"ORACLE_PORTS", "1521"},
    {"SSH_PORTS", "22"},
    {"DNP3_PORTS", "20000"},
    {"MODBUS_PORTS", "502"},
    {"FILE_DATA_PORTS", "[$HTTP_PORTS,110,143]"},
    {"FTP_PORTS", "21"},
    {"GENEVE_PORTS", "6081"},
    {"VXLAN_PORTS", "4789"},
    {"TEREDO_PORTS", "3544"},
    {"SIP_PORTS", "[5060,5061]"},
};

/* Names and priorities are those that rule sets rely on; the texts are what EVE's category
 * says of them. */
static const struct rule_class usual_classes[] = {
    {"not-suspicious", "Not Suspicious Traffic", 3},
    {"unknown", "Unknown Traffic", 3},
    {"bad-unknown", "Potentially Bad Traffic", 2},
    {"attempted-recon", "Attempted Information Leak", 2},
    {"successful-recon-limited", "Information Leak", 2},
    {"successful-recon-largescale", "Large Scale Information Leak", 2},
    {"attempted-dos", "Attempted Denial of Service", 2},
    {"successful-dos", "Denial of Service", 2},
    {"attempted-user", "Attempted User Privilege Gain", 1},
    {"unsuccessful-user", "Unsuccessful User Privilege Gain", 1},
    {"successful-user", "Successful User Privilege Gain", 1},
    {"attempted-admin", "Attempted Administrator Privilege Gain", 1},
    {"successful-admin", "Successful Administrator Privilege Gain", 1},
    {"rpc-portmap-decode", "Decode of an RPC Query", 2},
    {"shellcode-detect", "Executable code was detected", 1},
    {"string-detect", "A suspicious string was detected", 3},
    {"suspicious-filename-detect", "A suspicious filename was detected", 2},
    {"suspicious-login", "An attempted login using a suspicious username was detected", 2},
    {"system-call-detect", "A system call was detected", 2},
    {"tcp-connection", "A TCP connection was detected", 4},
    {"trojan-activity", "A Network Trojan was detected", 1},
    {"unusual-client-port-connection", "A client was using an unusual port", 2},
    {"network-scan", "Detection of a Network Scan", 3},
    {"denial-of-service", "Detection of a Denial of Service Attack", 2},
    {"non-standard-protocol", "Detection of a non-standard protocol or event", 2},
    {"protocol-command-decode", "Generic Protocol Command Decode", 3},
    {"web-application-activity", "access to a potentially vulnerable web application", 2},
    {"web-application-attack", "Web Application Attack", 1},
    {"misc-activity", "Misc activity", 3},
    {"misc-attack", "Misc Attack", 2},
    {"icmp-event", "Generic ICMP event", 3},
    {"inappropriate-content", "Inappropriate Content was Detected", 1},
    {"policy-violation", "Potential Corporate Privacy Violation", 1},
    {"default-login-attempt", "Attempt to login by a default username and password", 2},
    {"targeted-activity", "Targeted Malicious Activity was Detected", 1},
    {"exploit-kit", "Exploit Kit Activity Detected", 1},
    {"external-ip-check", "Device Retrieving External IP Address Detected", 2},
    {"domain-c2", "Domain Observed Used for C2 Detected", 1},
    {"pup-activity", "Possibly Unwanted Program Detected", 2},
    {"credential-theft", "Successful Credential Theft Detected", 1},
    {"social-engineering", "Possible Social Engineering Attempted", 2},
    {"coin-mining", "Crypto Currency Mining Activity Detected", 2},
    {"command-and-control", "Malware Command and Control Activity Detected", 1},
    /* Ours: feed/intake.c says what each means for whom. */
    {"scan-from-inside", "Search for Victims by a Device Inside", 2},
    {"lateral-movement", "Lateral Movement", 1},
    {"password-guessing", "Guessing of Passwords", 2},
    {"first-time", "Protocol Never Seen There Before", 3},
    {"patient-data", "Patients' Data in Cleartext", 1},
    {"medical-access", "Access to a Medical System from outside its Peers", 1},
    {"beaconing", "Regular Connections as of Malware", 2},
    {"dns-tunnel", "Data in the Names of DNS", 1},
    {"clear-password", "Password in Cleartext", 2},
    {"remote-tool", "Program for Remote Support", 3},
    {"exposed-management", "Management Reached from Outside", 1},
    {"protection-bypass", "Traffic that Goes around Protections", 2},
};

void rule_env_init(struct rule_env *env, struct arena *arena)
{
	*env = (struct rule_env){.arena = arena};
	map_init(&env->vars, arena);
	map_init(&env->classes, arena);
	map_init(&env->addresses, arena);
	map_init(&env->ports, arena);
	map_init(&env->bits, arena);
	map_init(&env->systems, arena);
	for (size_t i = 0; i < ARRAY_LEN(usual_vars); i++)
		rule_env_var(env, usual_vars[i].name, span_str(usual_vars[i].value));
	for (size_t i = 0; i < ARRAY_LEN(usual_classes); i++) {
		struct rule_class *c = ARENA_NEW(arena, struct rule_class);

		*c = usual_classes[i];
		(void)map_set(&env->classes, c->name, c);
	}
}

void rule_env_var(struct rule_env *env, const char *name, struct span value)
{
	(void)map_set(&env->vars, name, arena_strndup(env->arena, value.p, value.n));
}

static struct span unquoted(struct span s)
{
	s = span_trim(s);
	if (s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"')
		s = span_sub(s, 1, s.n - 2);
	return span_trim(s);
}

static int bad_line(struct msg *msg, const char *what, int nr)
{
	msg_what(msg, "%s", what);
	msg_detail(msg, "line %d", nr);
	return ERR_SYNTAX;
}

int rule_env_vars(struct rule_env *env, struct span text, struct msg *msg)
{
	struct span line;
	int nr = 0;

	while (span_line(&text, &line)) {
		size_t i = 0;

		nr++;
		line = span_trim(line);
		if (!line.n || line.p[0] == '#')
			continue;
		while (i < line.n && line.p[i] != '=' && line.p[i] != ':')
			i++;
		if (i == 0 || i == line.n)
			return bad_line(msg, "a variable is not \"NAME = VALUE\"", nr);
		rule_env_var(env,
		    arena_strndup(env->arena, line.p, span_trim(span_sub(line, 0, i)).n),
		    unquoted(span_sub(line, i + 1, line.n)));
	}
	return 0;
}

static bool take_class(struct rule_env *env, struct span rest)
{
	struct rule_class *c = ARENA_NEW(env->arena, struct rule_class);
	struct span name = {0}, text = {0};
	int64_t priority;

	if (!span_split(&rest, ',', &name) || !span_split(&rest, ',', &text) ||
	    parse_int(span_trim(rest), 0, 255, &priority) < 0)
		return false;
	name = span_trim(name);
	text = span_trim(text);
	c->name = arena_strndup(env->arena, name.p, name.n);
	c->text = arena_strndup(env->arena, text.p, text.n);
	c->priority = (uint32_t)priority;
	(void)map_set(&env->classes, c->name, c);
	return true;
}

static bool take_system(struct rule_env *env, struct span rest)
{
	struct span name = {0};

	rest = span_trim(rest);
	if (!span_split(&rest, ' ', &name))
		return false;
	rest = span_trim(rest);
	(void)map_set(&env->systems, arena_strndup(env->arena, name.p, name.n),
	    arena_strndup(env->arena, rest.p, rest.n));
	return true;
}

int rule_env_config(struct rule_env *env, struct span text, struct msg *msg)
{
	struct span line;
	int nr = 0;

	while (span_line(&text, &line)) {
		ptrdiff_t colon;
		bool ok;

		nr++;
		line = span_trim(line);
		if (!line.n || line.p[0] == '#')
			continue;
		colon = span_find(line, ":");
		if (!span_starts(line, "config") || colon < 0)
			return bad_line(msg, "a line is not \"config ...: ...\"", nr);
		if (span_find(span_sub(line, 0, (size_t)colon), "classification") >= 0)
			ok = take_class(env, span_sub(line, (size_t)colon + 1, line.n));
		else
			ok = take_system(env, span_sub(line, (size_t)colon + 1, line.n));
		if (!ok)
			return bad_line(msg, "a class or reference is malformed", nr);
	}
	return 0;
}

static int group(struct rule_env *env, struct span text, bool ports,
    const struct range_set **ret, struct msg *msg)
{
	const char *key = arena_strndup(env->arena, text.p, text.n);
	struct map *made = ports ? &env->ports : &env->addresses;
	struct range_set *set = map_get(made, key);
	int r;

	if (!set) {
		set = ARENA_NEW(env->arena, struct range_set);
		r = group_parse(env, text, ports, set, msg);
		if (r < 0)
			return r;
		(void)map_set(made, key, set);
	}
	*ret = set->any ? NULL : set;
	return 0;
}

int rule_env_addresses(
    struct rule_env *env, struct span text, const struct range_set **ret, struct msg *msg)
{
	return group(env, text, false, ret, msg);
}

int rule_env_ports(
    struct rule_env *env, struct span text, const struct range_set **ret, struct msg *msg)
{
	return group(env, text, true, ret, msg);
}

/* FNV-1a. */
uint32_t rule_env_hash(struct span name)
{
	uint32_t h = 2166136261U;

	for (size_t i = 0; i < name.n; i++)
		h = (h ^ name.p[i]) * 16777619U;
	return h;
}

static void mask(uint8_t *low, uint8_t *high, int bytes, int64_t bits)
{
	for (int i = 0; i < bytes; i++) {
		int64_t left = bits - (int64_t)i * 8;
		int ones = left >= 8 ? 8 : left <= 0 ? 0 : (int)left;
		uint8_t m = (uint8_t)(0xff << (8 - ones));

		low[i] &= m;
		high[i] = (uint8_t)(low[i] | (uint8_t)~m);
	}
}

/* The bits of "255.255.0.0"; -1: it is no mask. */
static int64_t dotted_bits(const char *text)
{
	uint8_t m[4];
	int64_t n = 0;

	if (inet_pton(AF_INET, text, m) != 1)
		return -1;
	while (n < 32 && m[n / 8] & (0x80 >> (n % 8)))
		n++;
	for (int64_t i = n; i < 32; i++)
		if (m[i / 8] & (0x80 >> (i % 8)))
			return -1;
	return n;
}

/* What stands behind the slash of a network, in bits; -1: that is none. */
static int64_t bits_of(struct span rest, int bytes)
{
	char buf[64] = {0};
	int64_t bits;

	if (rest.n >= sizeof(buf))
		return -1;
	memcpy(buf, rest.p, rest.n);
	if (bytes == 4 && strchr(buf, '.'))
		return dotted_bits(buf);
	return parse_int(rest, 0, (int64_t)bytes * 8, &bits) < 0 ? -1 : bits;
}

/* The end of a range, which does not lie before its beginning. */
static bool end_of(struct span rest, int bytes, const uint8_t *at, uint8_t *to)
{
	char buf[64] = {0};

	if (rest.n >= sizeof(buf))
		return false;
	memcpy(buf, rest.p, rest.n);
	return inet_pton(bytes == 4 ? AF_INET : AF_INET6, buf, to) == 1 &&
	       memcmp(at, to, (size_t)bytes) <= 0;
}

int rule_env_address(struct span text, int *ret_family, uint8_t low[16], uint8_t high[16])
{
	char buf[64] = {0};
	ptrdiff_t slash = span_find(text, "/"), dash = span_find(text, "-");
	size_t n = slash >= 0 ? (size_t)slash : dash >= 0 ? (size_t)dash : text.n;
	uint8_t at[16] = {0}, to[16] = {0};
	int bytes = span_find(text, ":") >= 0 ? 16 : 4;
	int64_t bits = (int64_t)bytes * 8;

	if (n == 0 || n >= sizeof(buf) || text.n >= sizeof(buf) * 2)
		return ERR_SYNTAX;
	memcpy(buf, text.p, n);
	if (inet_pton(bytes == 4 ? AF_INET : AF_INET6, buf, at) != 1)
		return ERR_SYNTAX;
	if (slash >= 0) {
		bits = bits_of(span_sub(text, n + 1, text.n), bytes);
		if (bits < 0)
			return ERR_SYNTAX;
	}
	if (dash >= 0 && slash < 0) {
		if (!end_of(span_trim(span_sub(text, n + 1, text.n)), bytes, at, to))
			return ERR_SYNTAX;
	} else {
		mask(at, to, bytes, bits);
	}
	memset(low, 0, 16);
	memset(high, 0, 16);
	memcpy(low + 16 - bytes, at, (size_t)bytes);
	memcpy(high + 16 - bytes, to, (size_t)bytes);
	*ret_family = bytes == 4 ? 4 : 6;
	return 0;
}
