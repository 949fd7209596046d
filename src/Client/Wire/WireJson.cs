using System.Text.Json;
using System.Text.Json.Serialization;

namespace WorldModel.Client.Wire;

/// <summary>
/// How the wire records are written and read: camelCase, absent instead of null. Generated at build, so that neither
/// side reflects at run time. A client reads leniently, so that a newer server may answer more; the server is strict.
/// </summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EventItem))]
[JsonSerializable(typeof(EventItem[]))]
[JsonSerializable(typeof(ConsumerItem))]
[JsonSerializable(typeof(ConsumerItem[]))]
[JsonSerializable(typeof(ForgetRequest))]
[JsonSerializable(typeof(ForgetResult))]
[JsonSerializable(typeof(IngestResult))]
[JsonSerializable(typeof(ProblemInfo))]
[JsonSerializable(typeof(ProbeInfo))]
[JsonSerializable(typeof(BeliefRequest))]
[JsonSerializable(typeof(BeliefResponse))]
[JsonSerializable(typeof(PlausibilityResponse))]
[JsonSerializable(typeof(CounterfactualRequest))]
[JsonSerializable(typeof(CounterfactualResponse))]
[JsonSerializable(typeof(CampaignItem))]
[JsonSerializable(typeof(CampaignInfo))]
[JsonSerializable(typeof(CampaignList))]
[JsonSerializable(typeof(CampaignReportInfo))]
[JsonSerializable(typeof(CampaignDecisionItem))]
[JsonSerializable(typeof(DecisionItem))]
[JsonSerializable(typeof(DecisionBatch))]
[JsonSerializable(typeof(DecisionAnswer))]
[JsonSerializable(typeof(PoolInfo))]
[JsonSerializable(typeof(PoolItem))]
[JsonSerializable(typeof(PoolList))]
[JsonSerializable(typeof(DecisionsResult))]
[JsonSerializable(typeof(EstimateRequest))]
[JsonSerializable(typeof(MemberItem))]
[JsonSerializable(typeof(MemberItem[]))]
[JsonSerializable(typeof(ModelsInfo))]
[JsonSerializable(typeof(ModelUpload))]
[JsonSerializable(typeof(ModelRequest))]
[JsonSerializable(typeof(ShadowInfo))]
[JsonSerializable(typeof(HealthInfo))]
[JsonSerializable(typeof(LedgerItem))]
[JsonSerializable(typeof(WhyRequest))]
[JsonSerializable(typeof(WhyInfo))]
public sealed partial class WireJson : JsonSerializerContext;
