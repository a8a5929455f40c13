@NullMarked
package io.countersign.launcher.replay;

import org.jspecify.annotations.NullMarked;
