package io.countersign.evidence.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.countersign.evidence.tree.MerkleTree;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {

    /** The example of golang.org/x/mod/sumdb/note. */
    private static final String SKEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

    private static final String VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    private static final String TEXT = """
            If you think cryptography is the answer to your problem,
            then you don't know what your problem is.
            """;
    private static final String NOTE = TEXT + "\n\u2014 PeterNeumann "
            + "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n";

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void shouldSignAsGoDoes() throws InvalidNoteException {
        Ed25519Signer signer = Ed25519Signer.parse(SKEY);
        assertThat(signer.verifierKey()).hasToString(VKEY).isEqualTo(VerifierKey.parse(VKEY));
        assertThat(signer.toSecretText()).isEqualTo(SKEY);
        assertThat(signer).hasToString("Ed25519Signer[PeterNeumann]");
        assertThat(SignedNote.sign(TEXT, signer).toBytes()).isEqualTo(utf8(NOTE));
    }

    @Test
    void shouldReadWhatGoSigned() throws InvalidNoteException {
        SignedNote note = SignedNote.parse(utf8(NOTE));
        assertThat(note.text()).isEqualTo(TEXT);
        assertThat(note.isSignedBy(VerifierKey.parse(VKEY))).isTrue();
        assertThat(note.toBytes()).isEqualTo(utf8(NOTE));
    }

    @Test
    void shouldNoticeEveryChangedByte() throws InvalidNoteException {
        VerifierKey key = VerifierKey.parse(VKEY);
        byte[] note = utf8(NOTE);
        for (int at = 0; at < note.length; at++) {
            for (int flip : new int[] {1, 2, 0x20, 0x80, 0xff}) {
                byte[] changed = note.clone();
                changed[at] ^= (byte) flip;
                assertThat(isSigned(changed, key)).as("byte %d ^ %d", at, flip).isFalse();
            }
        }
        assertThat(isSigned(note, key)).isTrue();
    }

    private static boolean isSigned(byte[] note, VerifierKey key) {
        try {
            return SignedNote.parse(note).isSignedBy(key);
        } catch (InvalidNoteException e) {
            return false;
        }
    }

    @Test
    void shouldNoticeEveryChangedCharacterOfAKey() {
        for (String text : new String[] {VKEY, SKEY}) {
            for (int at = 0; at < text.length(); at++) {
                char other = text.charAt(at) == 'A' ? 'B' : 'A';
                String changed = text.substring(0, at) + other + text.substring(at + 1);
                assertThatThrownBy(() -> {
                            if (text.equals(VKEY)) {
                                VerifierKey.parse(changed);
                            } else {
                                Ed25519Signer.parse(changed);
                            }
                        })
                        .as(changed)
                        .isInstanceOf(InvalidNoteException.class);
            }
        }
    }

    @Test
    void shouldNeverTellASecretInAMessage() {
        String seed = SKEY.substring(SKEY.lastIndexOf("+A") + 2);
        assertThatThrownBy(() -> Ed25519Signer.parse(SKEY.replace("c74f", "c74e")))
                .hasMessage("has the id c74e20a3, but its name and key have another")
                .message()
                .doesNotContain(seed);
        assertThatThrownBy(() -> Ed25519Signer.parse("PRIVATE+KEY+a+b+" + seed))
                .message()
                .doesNotContain(seed);
    }

    @Test
    void shouldRefuseBytesThatAreNoPointOfTheCurve() {
        byte[] typed = new byte[33];
        for (int i = 0; i < 64; i++) {
            typed[0] = 1;
            typed[1] = (byte) i;
            typed[2] = 7;
            byte[] key = Arrays.copyOfRange(typed, 1, 33);
            String text = "n+" + HexFormat.of().toHexDigits(VerifierKey.keyIdOf("n", key)) + "+"
                    + Base64.getEncoder().encodeToString(typed);
            try {
                VerifierKey parsed = VerifierKey.parse(text);
                assertThat(parsed.verify(new byte[1], new byte[64])).isFalse();
            } catch (InvalidNoteException e) {
                assertThat(e).hasMessageContaining("is no Ed25519 key");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text\n",
                "text\n\n",
                "text\n\n\u2014 name\n",
                "text\n\n\u2014 name AAAA\n",
                "text\n\n\u2014 name AAAAAAA=",
                "text\n\n- name AAAAAAA=\n",
                "text\n\n\u2014 na+me AAAAAAA=\n",
                "text\n\n\u2014  AAAAAAA=\n",
                "text\n\n\u2014 name AAAAAAB=\n",
                "text\n\n\u2014 name AAAAAAA\n",
                "text\r\n\n\u2014 name AAAAAAA=\n",
                "text\n\n\u2014 name AAAAAAA=\n\n",
            })
    void shouldRefuseWhatIsNoNote(String note) {
        assertThatThrownBy(() -> SignedNote.parse(utf8(note))).isInstanceOf(InvalidNoteException.class);
    }

    @Test
    void shouldRefuseBytesThatAreNotUtf8() {
        byte[] note = utf8(NOTE);
        note[0] = (byte) 0xff;
        assertThatThrownBy(() -> SignedNote.parse(note)).hasMessageContaining("not UTF-8");
    }

    @Test
    void shouldCountASignatureOfAnotherKeyForNothing() throws InvalidNoteException {
        Ed25519Signer other = Ed25519Signer.generate("PeterNeumann", new SecureRandom());
        VerifierKey key = VerifierKey.parse(VKEY);
        assertThat(SignedNote.sign(TEXT, other).isSignedBy(key)).isFalse();
        assertThat(SignedNote.sign(TEXT, other).claims(key)).isFalse();
        SignedNote both = new SignedNote(
                TEXT,
                List.of(SignedNote.signatureOf(TEXT, other), SignedNote.signatureOf(TEXT, Ed25519Signer.parse(SKEY))));
        assertThat(SignedNote.parse(both.toBytes()).isSignedBy(key)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "o\n1\n",
                "\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n",
                "o\n+1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n",
                "o\n01\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n",
                "o\n-1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n",
                "o\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB1=\n",
                "o\n1\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0\n",
                "o\n1\nAAAA\n",
                "o\n99999999999999999999\nbjQLnP+zepicpUTmu3gKLHiQHT+zNzh2hRGjBhevoB0=\n"
            })
    void shouldRefuseWhatIsNoCheckpoint(String text) {
        assertThatThrownBy(() -> Checkpoint.parse(text)).isInstanceOf(InvalidNoteException.class);
    }

    @Test
    void shouldReadTheCheckpointItWrites() throws InvalidNoteException {
        Checkpoint checkpoint = new Checkpoint("acme", 0, MerkleTree.EMPTY);
        assertThat(checkpoint.toText()).isEqualTo("acme\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
        assertThat(Checkpoint.parse(checkpoint.toText())).isEqualTo(checkpoint);
        assertThat(Checkpoint.parse(checkpoint.toText() + "more\n")).isEqualTo(checkpoint);
    }
}
