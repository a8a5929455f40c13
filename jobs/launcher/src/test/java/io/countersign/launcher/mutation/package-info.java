@NullMarked
package io.countersign.launcher.mutation;

import org.jspecify.annotations.NullMarked;
