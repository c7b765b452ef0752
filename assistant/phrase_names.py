"""The phrases that the code says, and the names that each fills in: what the files under `prompts/phrases` must match.

One phrase a line, `group.key: names`. A name with a question mark may be left out by a language that does not need it.
"""

DECLARED = """
tone.positive:
tone.negative:
intro.many: things
intro.all: things
intro.one: kind
intro.plain:
intro.narrowed: things
intro.narrowed_one: kind
intro.similar: title
intro.similar_plain:
intro.complement: title
intro.complement_plain:
intro.more:
no_more:
relaxed.intro: kind given_up
relaxed.dropped: slot
relaxed.broader: kind
relaxed.loosened: bound
nothing.kind: kind
nothing.plain:
nothing.advice: slots
nothing.advice_plain:
nothing.similar: title
nothing.complement: title
photo.seen: sights
photo.unsure:
photo.alike:
photo.alike_again:
photo.alike_among: things
photo.alike_among_again: things
photo.fault.missing:
photo.fault.empty:
photo.fault.too_many_bytes:
photo.fault.too_many_pixels:
photo.fault.too_small:
photo.fault.damaged:
photo.fault.unsupported:
photo.fault.no_picture:
photo.fault.unsuitable:
photo.fault.nothing:
photo.fault.blind:
extreme.lowest: title price
extreme.highest: title price
extreme.rating: title rating
pick.only: title price why
pick.bare_only: title price
pick.first: title price why
pick.middle: title price why
pick.last: title price why
pick.bare_first: title price
pick.bare_middle: title price
pick.bare_last: title price
rest.one:
rest.many: n
clause.cheapest:
clause.best_rated: rating
clause.most_reviewed: count
clause.rated: rating
clause.on_sale: list_price saving
clause.low_stock_one: unit?
clause.low_stock: n unit?
clause.only_in_stock:
clause.only_in_stock_size: size
clause.prefers: values
clause.prefers_use: values
clause.seen: values
clause.variant: values
clause.is: values
clause.has: values
clause.good_for: values
differs.other: has wanted
differs.not_listed: wanted
differs.unwanted: has
differs.over: amount
differs.under: amount
differs.rating: rating
differs.unrated:
differs.stock:
compare.need_two:
compare.cheaper: a price_a b price_b gap is? costs?
compare.dearer: a price_a b price_b gap is? costs?
compare.same_price: a b price_a
compare.prices: list
compare.price_item: title price
compare.line: slot list
compare.item: name values
compare.unrated: name
compare.only: name traits
compare.traits_is: values
compare.traits_has: values
compare.alike:
compare.verdict: cheap rated
compare.verdict_both: name
details.lead: title price is? isnt? has? costs? It? it?
details.sale: list_price saving is? isnt? has? costs? It? it?
details.rating: rating is? isnt? has? costs? It? it?
details.colors: values
details.sizes: values
details.material: values
details.is: values is? isnt? has? costs? It? it?
details.has: values is? isnt? has? costs? It? it?
details.is_has: is_values values is? isnt? has? costs? It? it?
details.good_for: values
details.attribute: slot values
details.low_stock_one: variant unit?
details.low_stock: variant n unit?
details.out: is? isnt? has? costs? It? it?
which:
which_only: options
which_of: options
nothing_shown:
availability.yes_variant: title variant price is? isnt? has? costs? It? it?
availability.yes_plain: title price is? isnt? has? costs? It? it?
availability.no_variant: title variant is? isnt? has? costs? It? it?
availability.no_plain: title is? isnt? has? costs? It? it?
availability.sizes: values
availability.sizes_in: variant values
availability.colors: values
availability.nothing:
availability.yes_fact: title values is? isnt? has? costs? It? it?
availability.no_fact: title values is? isnt? has? costs? It? it?
availability.yes_price: title price is? isnt? has? costs? It? it?
availability.no_price: title price is? isnt? has? costs? It? it?
availability.plain_yes:
availability.plain_no:
variant.size: title options
variant.color: title options
variant.other: slot title options
variant.open: title
clarify.category: options
clarify.color: options
clarify.size: options
clarify.gender: options
clarify.age_group: options
clarify.price: options
clarify.occasion: options
clarify.feature: options
clarify.material: options
clarify.brand: options
clarify.other: slot options
clarify.open: slot
clarify.either:
clarify.heard: wish
cart.added: item
cart.removed: item
cart.reduced: item n left
cart.not_in:
cart.not_added: title
cart.not_so_many: title n unit?
cart.line: item price
cart.line_each: item price unit?
cart.lines: list
cart.total_one: total
cart.total: n total
cart.empty:
cart.now_empty:
service.order_status:
service.cancel_order:
service.return:
service.exchange:
service.refund:
service.policy:
service.human:
service.onward:
greet:
thanks:
goodbye:
help:
out_of_scope:
empty:
failed:
unheard.silent:
unheard.unclear:
unheard.foreign:
note.converted: from_amount to_amount rate one
note.no_rate: currency shop_currency
note.model_failed:
note.contradiction: slot
note.truncated:
note.unmatched: words
note.dropped: words
reason.meets: value
reason.meets_price: value
reason.meets_rating: value
reason.prefers: value
reason.matches_words: value
reason.close_in_meaning:
reason.goes_with: value
reason.looks_like:
reason.seen: value
reason.cheapest:
reason.best_rated: value
reason.most_reviewed: value
reason.only_in_stock:
reason.on_sale: value
reason.low_stock: value
reason.differs: slot value
reason.differs_missing: slot
form.rating_counted: rating count
form.rating_counted_one: rating
form.up_to: value
form.from: value
form.between: low high
form.rating_at_least: value
form.rating_at_most: value
form.going_up_to: value
form.going_down_to: value
form.rating_down_to: value
form.rating_up_to: value
form.size: value
form.sizes: value
form.in_size: value
form.by_brand: value
form.ideally: value
form.ideally_trait: value
form.good_for: value
form.having: value
form.something: value
form.attribute: slot value
form.quantity: n title
fault.bad_message:
fault.too_large:
fault.unknown_type:
fault.out_of_order:
fault.duplicate:
fault.unauthorized:
fault.origin_refused:
fault.unsupported_protocol:
fault.rate_limited:
fault.busy:
fault.full:
fault.not_found:
fault.bad_image:
fault.unsupported:
fault.unavailable:
fault.internal:
fault_remedy.bad_message:
fault_remedy.too_large:
fault_remedy.unknown_type:
fault_remedy.out_of_order:
fault_remedy.duplicate:
fault_remedy.unauthorized:
fault_remedy.origin_refused:
fault_remedy.unsupported_protocol:
fault_remedy.rate_limited:
fault_remedy.busy:
fault_remedy.full:
fault_remedy.not_found:
fault_remedy.bad_image:
fault_remedy.unsupported:
fault_remedy.unavailable:
fault_remedy.internal:
quick.more:
quick.compare:
quick.cart:
quick.cheaper:
quick.start_over:
starter: kind
handoff.known:
handoff.unknown:
"""

TABLES = frozenset({
    "things", "slots", "genders", "people", "ages", "availabilities", "plurals", "counters", "adjectives", "features",
    "occasions", "attributes", "excluded", "currencies", "ordinals", "values", "singular", "plural",
})  # fmt: skip
"""The word tables that every language has (they may be empty)."""
