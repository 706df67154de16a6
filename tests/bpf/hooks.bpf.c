/* SPDX-License-Identifier: Apache-2.0
 * hooks.bpf.c - Axiom's own hook contexts: every field of every struct of axiom_bpf.h is readable where the struct has it. */
#include "axiom_bpf.h"

#define READ(field) (*(volatile __typeof__(field) *)&(field))

SEC("custom/test")
int custom(struct ax_custom_args *c)
{
	return (int)(READ(c->args[0]) + READ(c->args[11]));
}

SEC("gpio/gpiochip0/17/rising")
int gpio(struct ax_gpio_event *c)
{
	if (READ(c->id) != AX_GPIO_RISING)
		return 0;
	return (int)(READ(c->timestamp_ns) + READ(c->offset) + READ(c->seqno) + READ(c->line_seqno));
}

SEC("pwm/pwmchip0/0")
int pwm(struct ax_pwm_event *c)
{
	return (int)(READ(c->timestamp_ns) + READ(c->period_ns) + READ(c->duty_cycle_ns) + READ(c->chip) + READ(c->channel));
}

SEC("iio/device0/accel_x")
int iio(struct ax_iio_event *c)
{
	return (int)(READ(c->timestamp_ns) + (__u64)READ(c->value) + READ(c->device) + READ(c->channel) + READ(c->scale_num) +
		     READ(c->scale_den));
}

SEC("can/can0/rx")
int can(struct ax_can_event *c)
{
	return (int)(READ(c->timestamp_ns) + READ(c->interface) + READ(c->can_id) + READ(c->len) + READ(c->flags) +
		     READ(c->data[0]) + READ(c->data[63]) + *(volatile __u64 *)&c->data[56]);
}

char LICENSE[] SEC("license") = "Apache-2.0";
