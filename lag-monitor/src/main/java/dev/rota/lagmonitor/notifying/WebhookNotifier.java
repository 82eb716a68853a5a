package dev.rota.lagmonitor.notifying;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rota.lagmonitor.alerting.Notification;
import java.util.function.Function;

/** Notifications as JSON to whoever takes it. */
final class WebhookNotifier implements Notifier {

    private final String name;
    private final Post post;
    private final ObjectMapper json;
    private final Function<Notification, Object> form;

    /** @param form what is written as JSON */
    WebhookNotifier(String name, Post post, ObjectMapper json, Function<Notification, Object> form) {
        this.name = name;
        this.post = post;
        this.json = json;
        this.form = form;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void send(Notification notification) {
        post.send(write(notification), notification.id());
    }

    private String write(Notification notification) {
        try {
            return json.writeValueAsString(form.apply(notification));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A notification cannot be written as JSON", e);
        }
    }
}
