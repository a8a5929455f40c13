@NullMarked
package io.countersign.launcher.rules;

import org.jspecify.annotations.NullMarked;
