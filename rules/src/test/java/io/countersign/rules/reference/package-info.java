/**
 * The semantics page ({@code shared/design/semantics.md}) read aloud: a slow judge that recomputes everything for every
 * action, written from the page alone. It shares no code with the judge of the product, so that a misreading has to be
 * made twice to go unseen.
 */
package io.countersign.rules.reference;
