/* SPDX-License-Identifier: Apache-2.0
 * alarm.h (posix) - port->alarm_*: one thread that rings all alarms of the process. */
#ifndef PORT_POSIX_ALARM_H
#define PORT_POSIX_ALARM_H

#include <axiom/port.h>

int axp_alarm_start(struct ax_alarm *alarm);
int axp_alarm_set(struct ax_alarm *alarm, uint64_t when_ns);
void axp_alarm_stop(struct ax_alarm *alarm);
void axp_alarm_cpu(int cpu);

#endif
