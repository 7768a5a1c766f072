/* The body of a request: a JSON object with the members that the row of the route names. */
#ifndef VARDE_API_BODY_H
#define VARDE_API_BODY_H

#include "api/call.h"

/*
 * Sets call->body of a JSON request. Under /api/ nothing but JSON is read: unknown members are
 * refused, missing ones noted (call_wrong), and anything else has been answered with 415
 * (call->replied). ERR_SYNTAX with a message.
 */
int body_read(struct call *call) MUST_USE;

#endif
