/** Files that people write, read strictly: every problem at once, each with its file, its line and what to do. */
@NullMarked
package io.countersign.schemas.yaml;

import org.jspecify.annotations.NullMarked;
