package dev.rota.localstack.postbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MailTest {

    @Test
    void encodedSubjectsAndTextsAreDecoded() throws Exception {
        Mail mail = parse("""
                Message-ID: <m-1@rota>
                Subject: =?UTF-8?Q?Ihre_Bestellung_f=C3=BCr_Zimmer_7?=
                Content-Type: text/plain; charset=utf-8
                Content-Transfer-Encoding: quoted-printable

                Gr=C3=BC=C3=9Fe aus dem=
                 Haus
                Ende
                """);

        assertThat(mail.id()).isEqualTo("<m-1@rota>");
        assertThat(mail.subject()).contains("Ihre Bestellung für Zimmer 7");
        assertThat(mail.text()).isEqualTo("Grüße aus dem Haus\nEnde");
    }

    @Test
    void plainTextIsPreferredToHtmlAndToAttachments() throws Exception {
        Mail mail = parse("""
                Message-ID: <m-1@rota>
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=outer

                --outer
                Content-Type: text/plain
                Content-Disposition: attachment; filename=terms.txt

                Terms
                --outer
                Content-Type: multipart/alternative; boundary=inner

                --inner
                Content-Type: text/html

                <p>Hello</p>
                --inner
                Content-Type: text/plain

                Hello
                --inner--
                --outer--
                """);

        assertThat(mail.text()).isEqualTo("Hello");
    }

    @Test
    void htmlIsTheTextWhereThereIsNoOther() throws Exception {
        assertThat(parse("Content-Type: text/html\n\n<p>Hello</p>\n").text()).isEqualTo("<p>Hello</p>");
    }

    @Test
    void aMailWithoutAnIdGetsOneOfItsOwn() throws Exception {
        Mail first = parse("Subject: Hello\n\nText\n");
        Mail second = parse("\nText\n");

        assertThat(first.id()).startsWith("<").endsWith(">").isNotEqualTo(second.id());
        assertThat(second.subject()).isEmpty();
        assertThat(second.text()).isEqualTo("Text");
    }

    private static Mail parse(String text) throws Exception {
        return Mail.parse(text.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
