package vn.phigate.gateway.web;

import java.util.List;
import vn.phigate.gateway.campaigns.Campaign;

/** The campaigns there are. */
public record CampaignsView(List<Campaign> campaigns) {}
