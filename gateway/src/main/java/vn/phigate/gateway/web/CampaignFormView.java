package vn.phigate.gateway.web;

/** The form of a new campaign. */
public record CampaignFormView(Form form) {}
