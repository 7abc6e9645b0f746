"""A form that the browser sends by itself: Reflex's own form always stops it, for files and printing it must not."""

import reflex as rx


class PlainForm(rx.el.Div):
    tag = "form"
    action: rx.Var[str]
    method: rx.Var[str]
    enc_type: rx.Var[str]
    target: rx.Var[str]


plain_form = PlainForm.create
