/** Where a store's objects are kept. */
@NullMarked
package io.countersign.evidence.storage;

import org.jspecify.annotations.NullMarked;
