/** What the sources have said, as of any instant, and how far they have said it. */
@NullMarked
package io.countersign.rules.register;

import org.jspecify.annotations.NullMarked;
