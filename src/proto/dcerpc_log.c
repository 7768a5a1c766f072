/* DCE/RPC's EVE object, with names of the interfaces that intruders like. */
#include "proto/dcerpc_impl.h"
#include "proto/say.h"

static const struct {
	const char *uuid, *service;
} services[] = {
    {"367abb81-9844-35f1-ad32-98f038001003", "svcctl"},
    {"338cd001-2244-31f1-aaaa-900038001003", "winreg"},
    {"1ff70682-0a51-30e8-076d-740be8cee98b", "atsvc"},
    {"86d35949-83c9-4044-b424-db363231fd0c", "ITaskSchedulerService"},
    {"3919286a-b10c-11d0-9ba8-00c04fd92ef5", "dssetup"},
    {"12345778-1234-abcd-ef00-0123456789ac", "samr"},
    {"12345778-1234-abcd-ef00-0123456789ab", "lsarpc"},
    {"12345678-1234-abcd-ef00-01234567cffb", "netlogon"},
    {"12345678-1234-abcd-ef00-0123456789ab", "spoolss"},
    {"4b324fc8-1670-01d3-1278-5a47bf6ee188", "srvsvc"},
    {"6bffd098-a112-3610-9833-46c3f87e345a", "wkssvc"},
    {"e3514235-4b06-11d1-ab04-00c04fc2dcd2", "drsuapi"},
    {"e1af8308-5d1f-11c9-91a4-08002b14a0fa", "epmapper"},
    {"000001a0-0000-0000-c000-000000000046", "IRemoteSCMActivator"},
    {"00000143-0000-0000-c000-000000000046", "IRemUnknown2"},
    {"99fcfec4-5260-101b-bbcb-00aa0021347a", "IObjectExporter"},
    {"c681d488-d850-11d0-8c52-00c04fd90f7e", "efsrpc"},
    {"df1941c5-fe89-4e79-bf10-463657acf44d", "efsrpc"},
    {"82273fdc-e32a-18c3-3f78-827929dc23ea", "eventlog"},
    {"afa8bd80-7d8a-11c9-bef4-08002b102989", "mgmt"},
};

static const char *type_name(uint8_t type)
{
	static const char *const names[] = {"REQUEST", "PING", "RESPONSE", "FAULT", "WORKING",
	    "NOCALL", "REJECT", "ACK", "CL_CANCEL", "FACK", "CANCEL_ACK", "BIND", "BINDACK",
	    "BINDNAK", "ALTER_CONTEXT", "ALTER_CONTEXT_RESP", "AUTH3", "SHUTDOWN", "CO_CANCEL",
	    "ORPHANED"};

	return type < ARRAY_LEN(names) ? names[type] : "UNKNOWN";
}

static void uuid_text(const uint8_t *uuid, char *to)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			*to++ = '-';
		*to++ = digits[uuid[i] >> 4];
		*to++ = digits[uuid[i] & 15];
	}
	*to = '\0';
}

static void write_number(char **to, unsigned v)
{
	if (v >= 10)
		write_number(to, v / 10);
	*(*to)++ = (char)('0' + v % 10);
}

static void version(struct json_writer *w, const char *key, unsigned major, unsigned minor)
{
	char text[16], *p = text;

	write_number(&p, major);
	*p++ = '.';
	write_number(&p, minor);
	json_write_key(w, key);
	json_write_span(w, span_of(text, (size_t)(p - text)));
}

static void write_ifaces(struct json_writer *w, const struct dcerpc_bound *bound)
{
	if (!bound->n)
		return;
	json_write_key(w, "interfaces");
	json_write_array(w);
	for (size_t i = 0; i < bound->n; i++) {
		const struct dcerpc_iface *iface = &bound->ifaces[i];
		char text[37];

		uuid_text(iface->uuid, text);
		json_write_object(w);
		json_member_text(w, "uuid", text);
		version(w, "version", iface->major, iface->minor);
		for (size_t k = 0; k < ARRAY_LEN(services); k++)
			if (strcmp(services[k].uuid, text) == 0)
				json_member_text(w, "service", services[k].service);
		if (iface->answered)
			json_member_int(w, "ack_result", iface->result);
		json_write_object_end(w);
	}
	json_write_array_end(w);
}

static void write_side(
    struct json_writer *w, const struct dcerpc_call *call, enum flow_dir dir, bool opnum)
{
	json_write_key(w, dir == FLOW_TO_SERVER ? "req" : "res");
	json_write_object(w);
	if (opnum)
		json_member_int(w, "opnum", call->opnum);
	json_member_int(w, "frag_cnt", call->fragments[dir]);
	json_member_int(w, "stub_data_size", call->stub[dir]);
	json_write_object_end(w);
}

void dcerpc_impl_log(const struct dcerpc_call *call, struct json_writer *w, bool in_smb)
{
	json_member_text(w, "request", call->asked ? type_name(call->request) : "REQUEST_LOST");
	if (call->asked && call->request == DCERPC_REQUEST) {
		if (in_smb)
			json_member_int(w, "opnum", call->opnum);
		write_side(w, call, FLOW_TO_SERVER, !in_smb);
	}
	write_ifaces(w, &call->bound);
	json_member_text(
	    w, "response", call->answered ? type_name(call->response) : "UNREPLIED");
	if (call->answered && call->response == DCERPC_RESPONSE)
		write_side(w, call, FLOW_TO_CLIENT, false);
	json_member_int(w, "call_id", call->id);
	if (!in_smb)
		version(w, "rpc_version", call->major, call->minor);
}
