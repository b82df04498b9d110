using System.Net;
using LeadPredict.Modeling;
using LeadPredict.Tests.Serving;

namespace LeadPredict.Tests.Api;

public class SwapsUnderLoadTests
{
    const int Swaps = 1000;

    [Fact]
    public async Task A_thousand_swaps_over_HTTP_fail_no_request_and_none_that_began_after_one_is_answered_by_the_model_before()
    {
        using var service = new ServiceFixture();
        using var client = service.CreateClient();
        var models = new[] { TinyModels.Make(1), TinyModels.Make(2) };
        var files = models.Select(LeadModelFile.ToBytes).ToArray();
        var path = service.Registry.Resolve("leads");
        long acknowledged = 0, stale = 0, failed = 0, answered = 0;
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 3).Select(caller => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var before = Interlocked.Read(ref acknowledged);
                using var response = await client.PostAsync(caller == 0 ? "/models/leads/predict" : "/predict?reasons=0", "{}");
                var text = await response.Content.ReadAsStringAsync();
                if (response.StatusCode != HttpStatusCode.OK) Interlocked.Increment(ref failed);
                // Even: acknowledged and not yet replaced again, by the same count before and after.
                if (before % 2 == 0 && before == Interlocked.Read(ref acknowledged) && !text.Contains(models[before / 2 % 2].Id, StringComparison.Ordinal)) Interlocked.Increment(ref stale);
                Interlocked.Increment(ref answered);
                // Leaves some of the machine to the swaps.
                await Task.Delay(1);
            }
        })).ToArray();

        for (var swap = 1; swap <= Swaps; swap++)
        {
            Interlocked.Increment(ref acknowledged);
            File.WriteAllBytes(path + ".next", files[swap % 2]);
            File.Move(path + ".next", path, overwrite: true);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/models/leads/reload");
            request.Headers.Add("X-Admin-Key", ServiceFixture.Key);
            using var reload = await client.SendAsync(request);
            Interlocked.Increment(ref acknowledged);
            Assert.Equal(models[swap % 2].Id, (await reload.JsonAsync()).GetProperty("serving").GetString());
        }
        await stop.CancelAsync();
        await Task.WhenAll(callers);

        Assert.Equal((0, 0), (failed, stale));
        Assert.True(answered > 0);
    }

    [Fact]
    public async Task A_lead_that_arrives_after_its_model_was_replaced_is_answered_by_the_new_one()
    {
        using var service = new ServiceFixture();
        var (old, next) = (TinyModels.Make(3), TinyModels.Make(4));
        service.Registry.Promote("other", service.Registry.Add("other", old, "{}"u8, "v1"));
        using var client = service.CreateStreamingClient();
        var pipe = new System.IO.Pipelines.Pipe();
        using var slow = new StreamContent(pipe.Reader.AsStream());
        slow.Headers.ContentType = new("application/json");
        var answer = client.PostAsync("/models/other/predict", slow);
        await pipe.Writer.WriteAsync("{"u8.ToArray());
        // The request has chosen its model once that is in memory.
        for (var i = 0; i < 3000 && !(await client.GetStringAsync("/models")).Contains(old.Id + "\",\n      \"version", StringComparison.Ordinal); i++) await Task.Delay(10);

        foreach (var (method, body) in new[] { (HttpMethod.Delete, Array.Empty<byte>()), (HttpMethod.Post, LeadModelFile.ToBytes(next)) })
        {
            using var request = new HttpRequestMessage(method, "/models/other") { Content = new ByteArrayContent(body) };
            request.Headers.Add("X-Admin-Key", ServiceFixture.Key);
            using var response = await client.SendAsync(request);
            Assert.True(response.IsSuccessStatusCode);
        }
        await pipe.Writer.WriteAsync("}"u8.ToArray());
        await pipe.Writer.CompleteAsync();
        using var answered = await answer;

        Assert.Equal(next.Id, (await answered.JsonAsync()).GetProperty("model").GetProperty("id").GetString());
    }
}
