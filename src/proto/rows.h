/* The protocols, each in its own file; proto.c has them in a table by id. */
#ifndef VARDE_PROTO_ROWS_H
#define VARDE_PROTO_ROWS_H

#include "proto/proto.h"

/* HTTP/1 (http1.c). */
extern const struct proto proto_row_http1;

/* HTTP/2 without TLS (http2.c). */
extern const struct proto proto_row_http2;

/* DNS over UDP and TCP (dns.c). */
extern const struct proto proto_row_dns;

/* TLS and SSL 3 over TCP (tls.c). */
extern const struct proto proto_row_tls;

/* QUIC's hellos (quic.c). */
extern const struct proto proto_row_quic;

/* SOCKS 4 and 5 (socks.c). */
extern const struct proto proto_row_socks;

/* SMTP (smtp.c). */
extern const struct proto proto_row_smtp;

/* SSH (ssh.c). */
extern const struct proto proto_row_ssh;

/* FTP's control connection (ftp.c). */
extern const struct proto proto_row_ftp;

/* FTP's data connections (ftp_data.c). */
extern const struct proto proto_row_ftp_data;

/* MQTT 3.1, 3.1.1 and 5 (mqtt.c). */
extern const struct proto proto_row_mqtt;

/* DICOM's upper layer (dicom.c). */
extern const struct proto proto_row_dicom;

/* HL7 version 2 over MLLP (hl7.c). */
extern const struct proto proto_row_hl7;

/* SMB 1, 2 and 3 (smb.c). */
extern const struct proto proto_row_smb;

/* DCE/RPC over TCP (dcerpc.c). */
extern const struct proto proto_row_dcerpc;

/* SNMP 1, 2c and 3 (snmp.c). */
extern const struct proto proto_row_snmp;

/* DHCP for IPv4 (dhcp.c). */
extern const struct proto proto_row_dhcp;

/* RDP's beginning (rdp.c). */
extern const struct proto proto_row_rdp;

/* Modbus over TCP (modbus.c). */
extern const struct proto proto_row_modbus;

/* NTP (ntp.c). */
extern const struct proto proto_row_ntp;

#endif
