# 127.20.0.4  mail: Postfix (25, 465, 587) and Dovecot (IMAP, POP3, with and without TLS).
# 127.20.0.1:25  the clinic's mail listener, the same Postfix with worse settings.
# 127.20.0.15:25 the same Postfix under another greeting; its truth is in legacy.sh.
# Planted: the clinic's listener has no STARTTLS and offers AUTH in clear; IMAP and POP3 take
# passwords in clear. No mail leaves: every transport but the local one is an error.
# shellcheck shell=bash disable=SC2034
packages='postfix dovecot-imapd dovecot-pop3d'
ADDR=127.20.0.4
names='
mail.chu-sainte-anne.test A 127.20.0.4
'

postfix_conf() {
	cat >/etc/postfix/main.cf <<-END
		compatibility_level = 3.6
		myhostname = mail.chu-sainte-anne.test
		myorigin = chu-sainte-anne.test
		mydestination = chu-sainte-anne.test, news.chu-sainte-anne.test, clinique-sainte-anne.test
		mynetworks =
		inet_interfaces = loopback-only
		inet_protocols = ipv4
		default_transport = error:this lab sends no mail
		relay_transport = error:this lab sends no mail
		local_transport = error:this lab has no mailboxes
		local_recipient_maps =
		alias_maps =
		maillog_file = $LOG/postfix.log
		maillog_file_prefixes = $LOG
		smtpd_relay_restrictions = reject_unauth_destination
		smtpd_tls_security_level = may
		smtpd_tls_chain_files = $PKI/mail.key, $PKI/mail.pem
		smtpd_tls_protocols = >=TLSv1.2
		smtpd_tls_mandatory_protocols = >=TLSv1.2
		smtpd_tls_ciphers = high
		smtpd_tls_mandatory_ciphers = high
		tls_high_cipherlist = $PFS
		smtpd_sasl_type = dovecot
		smtpd_sasl_path = private/auth
		smtpd_client_connection_count_limit = 0
		smtpd_client_connection_rate_limit = 0
	END
	cat >/etc/postfix/master.cf <<-END
		127.20.0.4:smtp inet n - n - - smtpd
		127.20.0.4:submission inet n - n - - smtpd
		  -o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes
		127.20.0.4:465 inet n - n - - smtpd
		  -o smtpd_tls_wrappermode=yes -o smtpd_sasl_auth_enable=yes
		127.20.0.1:smtp inet n - n - - smtpd
		  -o myhostname=mx.clinique-sainte-anne.test
		  -o smtpd_tls_security_level=none -o smtpd_sasl_auth_enable=yes
		127.20.0.15:smtp inet n - n - - smtpd
		  -o myhostname=reprise.chu-sainte-anne.test
		  -o { smtpd_banner = \$myhostname ESMTP Exim 4.92 } -o smtpd_tls_security_level=none
		pickup unix n - n 60 1 pickup
		cleanup unix n - n - 0 cleanup
		qmgr unix n - n 300 1 qmgr
		rewrite unix - - n - - trivial-rewrite
		bounce unix - - n - 0 bounce
		defer unix - - n - 0 bounce
		error unix - - n - - error
		retry unix - - n - - error
		discard unix - - n - - discard
		proxymap unix - - n - - proxymap
		anvil unix - - n - 1 anvil
		tlsmgr unix - - n 1000? 1 tlsmgr
		scache unix - - n - 1 scache
		postlog unix-dgram n - n - 1 postlogd
	END
}

dovecot_conf() {
	cat >/etc/dovecot/lab.conf <<-END
		protocols = imap pop3
		listen = $ADDR
		base_dir = /run/dovecot
		log_path = $LOG/dovecot.log
		ssl = yes
		ssl_cert = <$PKI/mail.pem
		ssl_key = <$PKI/mail.key
		ssl_min_protocol = TLSv1.2
		ssl_cipher_list = $PFS
		disable_plaintext_auth = no
		auth_mechanisms = plain login
		mail_location = maildir:/var/mail/%u
		passdb {
		  driver = passwd-file
		  args = /etc/dovecot/lab-nobody
		}
		userdb {
		  driver = static
		  args = uid=nobody gid=nogroup home=/nonexistent
		}
		service auth {
		  unix_listener /var/spool/postfix/private/auth {
		    mode = 0660
		    user = postfix
		    group = postfix
		  }
		}
	END
	: >/etc/dovecot/lab-nobody
}

conf() {
	good_cert mail mail.chu-sainte-anne.test $ADDR
	postfix_conf
	dovecot_conf
}

start() {
	rm -f /var/spool/postfix/pid/master.pid
	run postfix postfix start-fg
	run dovecot dovecot -F -c /etc/dovecot/lab.conf
}

truth() {
	local p
	for p in 25 587; do svc $ADDR $p tcp smtp false Postfix postfix postfix product; done
	svc $ADDR 465 tcp smtp true Postfix postfix postfix product
	svc 127.20.0.1 25 tcp smtp false Postfix postfix postfix product
	svc $ADDR 143 tcp imap false Dovecot dovecot dovecot-imapd product
	svc $ADDR 993 tcp imap true Dovecot dovecot dovecot-imapd product
	svc $ADDR 110 tcp pop3 false Dovecot dovecot dovecot-pop3d product
	svc $ADDR 995 tcp pop3 true Dovecot dovecot dovecot-pop3d product
	weaks 127.20.0.1 25 - smtp-starttls-missing smtp-auth-cleartext
	weaks $ADDR 143 - mailbox-login-cleartext
	weaks $ADDR 110 - mailbox-login-cleartext
}
