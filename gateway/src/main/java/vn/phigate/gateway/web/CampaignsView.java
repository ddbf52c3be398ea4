package vn.phigate.gateway.web;

import java.util.List;
import vn.phigate.gateway.campaigns.Campaign;

/** The campaigns there are. @param creates whether the caller may begin one */
public record CampaignsView(List<Campaign> campaigns, boolean creates) {}
