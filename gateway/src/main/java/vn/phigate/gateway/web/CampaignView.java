package vn.phigate.gateway.web;

import java.time.LocalDate;
import java.util.List;
import vn.phigate.gateway.campaigns.Campaign;
import vn.phigate.gateway.campaigns.Campaigns;
import vn.phigate.gateway.campaigns.Progress;

/** How far the agencies of a campaign are. */
public record CampaignView(
        Campaign campaign, List<Progress> agencies, List<Campaigns.Reminder> reminders, LocalDate today) {
    public static String distance(Wording w, long days) {
        return days == 0
                ? w.say("đúng ngày", "on the day")
                : days < 0
                        ? w.say("trước " + -days + " ngày", -days + " days before")
                        : w.say("quá hạn " + days + " ngày", days + " days overdue");
    }

    public long at(Progress.Stage stage) {
        return agencies.stream().filter(p -> p.stage() == stage).count();
    }

    public List<Progress> overdue() {
        return agencies.stream().filter(p -> p.overdue(campaign, today)).toList();
    }

    public long daysLate(Progress progress) {
        return progress.registeredAt() == null
                ? progress.daysLateToRegister(campaign, today)
                : progress.daysLateToConfigure(campaign, today);
    }
}
