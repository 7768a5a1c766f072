/* Text that is taken prints in one form, which is taken again as the same address or network.
 */
#include "wire/ip.h"

#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = span_of(data, size);
	struct ip_net net, net_again;
	struct ip ip, again, last;
	char to[IP_NET_TEXT];

	if (ip_parse(text, &ip) == 0) {
		HOLDS(ip_parse(span_str(ip_text(&ip, to)), &again) == 0 && ip_eq(&ip, &again));
		HOLDS(strlen(to) < IP_TEXT);
	}
	if (ip_net_parse(text, &net, NULL) == 0) {
		last = ip_net_last(&net);
		HOLDS(ip_net_parse(span_str(ip_net_text(&net, to)), &net_again, NULL) == 0);
		HOLDS(ip_eq(&net.ip, &net_again.ip) && net.bits == net_again.bits);
		HOLDS(ip_net_has(&net, &last) && ip_net_has(&net, &net.ip) &&
		      ip_net_count(&net) > 0);
	}
	return 0;
}
