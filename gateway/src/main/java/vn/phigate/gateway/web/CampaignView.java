package vn.phigate.gateway.web;

import java.time.LocalDate;
import java.util.List;
import vn.phigate.gateway.campaigns.Campaign;
import vn.phigate.gateway.campaigns.Progress;

/** How far the agencies of a campaign are. */
public record CampaignView(Campaign campaign, List<Progress> agencies, LocalDate today) {
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
