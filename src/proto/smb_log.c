/* SMB's EVE object. */
#include "proto/say.h"
#include "proto/smb_impl.h"

static const char *const commands2[] = {"NEGOTIATE_PROTOCOL", "SESSION_SETUP", "SESSION_LOGOFF",
    "TREE_CONNECT", "TREE_DISCONNECT", "CREATE", "CLOSE", "FLUSH", "READ", "WRITE", "LOCK",
    "IOCTL", "CANCEL", "KEEPALIVE", "FIND", "CHANGE_NOTIFY", "GET_INFO", "SET_INFO",
    "OPLOCK_BREAK"};

static const struct {
	uint8_t command;
	const char *name;
} commands1[] = {{0x00, "CREATE_DIRECTORY"}, {0x01, "DELETE_DIRECTORY"}, {0x04, "CLOSE"},
    {0x06, "DELETE"}, {0x07, "RENAME"}, {0x08, "QUERY_INFORMATION"}, {0x0a, "READ"},
    {0x0b, "WRITE"}, {0x10, "CHECK_DIRECTORY"}, {0x24, "LOCKING_ANDX"}, {0x25, "TRANS"},
    {0x2b, "ECHO"}, {0x2d, "OPEN_ANDX"}, {0x2e, "READ_ANDX"}, {0x2f, "WRITE_ANDX"},
    {0x32, "TRANS2"}, {0x33, "TRANS2_SECONDARY"}, {0x34, "FIND_CLOSE2"},
    {0x71, "TREE_DISCONNECT"}, {0x72, "NEGOTIATE_PROTOCOL"}, {0x73, "SESSION_SETUP_ANDX"},
    {0x74, "LOGOFF_ANDX"}, {0x75, "TREE_CONNECT_ANDX"}, {0x80, "QUERY_INFO_DISK"},
    {0xa0, "NT_TRANS"}, {0xa1, "NT_TRANS_SECONDARY"}, {0xa2, "NT_CREATE_ANDX"},
    {0xa4, "NT_CANCEL"}, {0xa5, "NT_RENAME"}};

static const struct {
	uint32_t code;
	const char *name;
} statuses[] = {{0, "STATUS_SUCCESS"}, {0x103, "STATUS_PENDING"},
    {0x80000005, "STATUS_BUFFER_OVERFLOW"}, {0x80000006, "STATUS_NO_MORE_FILES"},
    {0xc0000008, "STATUS_INVALID_HANDLE"}, {0xc000000d, "STATUS_INVALID_PARAMETER"},
    {0xc000000f, "STATUS_NO_SUCH_FILE"}, {0xc0000010, "STATUS_INVALID_DEVICE_REQUEST"},
    {0xc0000011, "STATUS_END_OF_FILE"}, {0xc0000016, "STATUS_MORE_PROCESSING_REQUIRED"},
    {0xc0000022, "STATUS_ACCESS_DENIED"}, {0xc0000034, "STATUS_OBJECT_NAME_NOT_FOUND"},
    {0xc0000035, "STATUS_OBJECT_NAME_COLLISION"}, {0xc000003a, "STATUS_OBJECT_PATH_NOT_FOUND"},
    {0xc0000043, "STATUS_SHARING_VIOLATION"}, {0xc000005e, "STATUS_NO_LOGON_SERVERS"},
    {0xc0000064, "STATUS_NO_SUCH_USER"}, {0xc000006a, "STATUS_WRONG_PASSWORD"},
    {0xc000006d, "STATUS_LOGON_FAILURE"}, {0xc000006e, "STATUS_ACCOUNT_RESTRICTION"},
    {0xc0000072, "STATUS_ACCOUNT_DISABLED"}, {0xc0000071, "STATUS_PASSWORD_EXPIRED"},
    {0xc00000ac, "STATUS_PIPE_NOT_AVAILABLE"}, {0xc00000ba, "STATUS_FILE_IS_A_DIRECTORY"},
    {0xc00000bb, "STATUS_NOT_SUPPORTED"}, {0xc00000c9, "STATUS_NETWORK_NAME_DELETED"},
    {0xc00000cc, "STATUS_BAD_NETWORK_NAME"}, {0xc0000120, "STATUS_CANCELLED"},
    {0xc000019c, "STATUS_FS_DRIVER_REQUIRED"}, {0xc0000203, "STATUS_USER_SESSION_DELETED"},
    {0xc0000225, "STATUS_NOT_FOUND"}, {0xc0000234, "STATUS_ACCOUNT_LOCKED_OUT"},
    {0xc0000257, "STATUS_PATH_NOT_COVERED"}};

static size_t put_text(char *to, size_t room, const char *from)
{
	size_t n = 0;

	for (; n < room && from[n]; n++)
		to[n] = from[n];
	return n;
}

static void joined(struct json_writer *w, const char *key, const char *prefix, const char *name)
{
	char text[80];
	size_t n = put_text(text, sizeof(text), prefix);

	n += put_text(text + n, sizeof(text) - n, name);
	json_write_key(w, key);
	json_write_span(w, span_of(text, n));
}

static void write_command(struct json_writer *w, const struct smb_own *own)
{
	const char *name = NULL;

	if (own->version == 2) {
		joined(w, "command", "SMB2_COMMAND_",
		    own->command < ARRAY_LEN(commands2) ? commands2[own->command] : "UNKNOWN");
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(commands1); i++)
		if (commands1[i].command == own->command)
			name = commands1[i].name;
	joined(w, "command", "SMB1_COMMAND_", name ? name : "UNKNOWN");
}

static void write_status(struct json_writer *w, const struct smb_own *own)
{
	char code[16];

	if (!own->answered)
		return;
	if (own->dos) {
		/* A class, a byte between, a code. */
		if (own->status == 0x005b0002)
			json_member_text(w, "status", "SRV_BADUID");
		json_member_text(w, "status_code", say_number(own->status >> 16, 4, code));
		return;
	}
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++)
		if (statuses[i].code == own->status)
			json_member_text(w, "status", statuses[i].name);
	if (own->status == 0)
		json_member_text(w, "status_code", "0x0");
	else
		json_member_text(w, "status_code",
		    say_number(own->status, own->status < 0x1000 ? 3 : 8, code));
}

static const char *dialect_name(uint16_t dialect)
{
	switch (dialect) {
	case 0x0202:
		return "2.02";
	case 0x0210:
		return "2.10";
	case 0x0300:
		return "3.00";
	case 0x0302:
		return "3.02";
	case 0x0311:
		return "3.11";
	case 0x02ff:
		return "2.??";
	default:
		return "unknown";
	}
}

static void write_dialects(struct json_writer *w, const struct smb_own *own)
{
	if (own->version == 2)
		json_member_text(w, "dialect", dialect_name(own->dialect));
	else if (own->dialect_name.n)
		say_span(w, "dialect", own->dialect_name);
	else
		json_member_text(w, "dialect", "unknown");
	if (!own->ndialects)
		return;
	json_write_key(w, "client_dialects");
	json_write_array(w);
	for (size_t i = 0; i < own->ndialects; i++)
		json_write_span(w, own->dialects[i]);
	json_write_array_end(w);
}

/* An identifier of 16 bytes as Suricata writes them: all of it little-endian, by twos and
 * fours. */
static void write_guid(struct json_writer *w, const char *key, struct span id)
{
	static const uint8_t order[16] = {3, 2, 1, 0, 5, 4, 7, 6, 9, 8, 11, 10, 15, 14, 13, 12};
	static const char digits[] = "0123456789abcdef";
	char text[40];
	size_t n = 0;

	if (id.n != 16)
		return;
	for (size_t i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			text[n++] = '-';
		text[n++] = digits[id.p[order[i]] >> 4];
		text[n++] = digits[id.p[order[i]] & 15];
	}
	json_write_key(w, key);
	json_write_span(w, span_of(text, n));
}

static void write_create(struct json_writer *w, const struct smb_own *own)
{
	static const char *const dispositions[] = {"FILE_SUPERSEDE", "FILE_OPEN", "FILE_CREATE",
	    "FILE_OPEN_IF", "FILE_OVERWRITE", "FILE_OVERWRITE_IF"};

	if (own->file)
		say_span(w, "filename", own->name);
	if (!own->create)
		return;
	say_span(w, "filename", own->name.n ? own->name : span_str("<share_root>"));
	json_member_text(w, "disposition",
	    own->disposition < ARRAY_LEN(dispositions) ? dispositions[own->disposition]
						       : "UNKNOWN");
	json_member_text(w, "access", own->options & 0x1000 ? "delete on close" : "normal");
}

static void write_number(struct str *to, unsigned v)
{
	char text[12];
	size_t n = sizeof(text);

	do {
		text[--n] = (char)('0' + v % 10);
		v /= 10;
	} while (v);
	str_put(to, text + n, sizeof(text) - n);
}

static void write_ntlmssp(struct json_writer *w, const struct smb_ntlmssp *n)
{
	STR_AUTO(version, 64);

	if (!n->there)
		return;
	json_write_key(w, "ntlmssp");
	json_write_object(w);
	say_span(w, "domain", n->domain);
	say_span(w, "user", n->user);
	say_span(w, "host", n->host);
	if (n->has_version) {
		write_number(&version, n->major);
		str_char(&version, '.');
		write_number(&version, n->minor);
		str_add(&version, " build ");
		write_number(&version, n->build);
		str_add(&version, " rev ");
		write_number(&version, n->revision);
		say_span(w, "version", str_bytes(&version));
	}
	json_write_object_end(w);
}

static void write_natives(
    struct json_writer *w, const char *key, const struct smb_own *own, enum flow_dir dir)
{
	if (!own->native_os[dir].n && !own->native_lm[dir].n)
		return;
	json_write_key(w, key);
	json_write_object(w);
	say_span(w, "native_os", own->native_os[dir]);
	say_span(w, "native_lm", own->native_lm[dir]);
	json_write_object_end(w);
}

void smb_impl_log(const struct tx *tx, struct json_writer *w)
{
	static const char *const kinds[] = {NULL, "FILE", "PIPE", "PRINT"};
	const struct smb_own *own = tx->own;

	json_member_int(w, "id", (int64_t)tx->nr + 1);
	write_dialects(w, own);
	write_command(w, own);
	write_status(w, own);
	json_member_int(w, "session_id", (int64_t)own->session);
	json_member_int(w, "tree_id", own->tree == SMB_NONE ? 0 : own->tree);
	write_guid(w, "client_guid", own->client_guid);
	write_guid(w, "server_guid", own->server_guid);
	if (own->share.n)
		say_span(w, own->pipe ? "named_pipe" : "share", own->share);
	if (own->share_type && own->share_type < ARRAY_LEN(kinds) && own->answered)
		json_member_text(w, "share_type", kinds[own->share_type]);
	write_create(w, own);
	write_guid(w, "fuid", own->id);
	write_ntlmssp(w, &own->ntlmssp);
	write_natives(w, "request", own, FLOW_TO_SERVER);
	write_natives(w, "response", own, FLOW_TO_CLIENT);
	if (own->call) {
		json_write_key(w, "dcerpc");
		json_write_object(w);
		dcerpc_impl_log(own->call, w, true);
		json_write_object_end(w);
	}
}
