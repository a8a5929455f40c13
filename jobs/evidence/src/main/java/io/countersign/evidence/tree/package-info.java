/** Merkle trees of RFC 6962, their proofs, and their tiles on disk. */
@NullMarked
package io.countersign.evidence.tree;

import org.jspecify.annotations.NullMarked;
