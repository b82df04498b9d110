using LeadPredict.Api;
using LeadPredict.Api.Edge;
using LeadPredict.Api.Serving;
using Microsoft.AspNetCore.Builder;

namespace LeadPredict.Tests.Api;

public class OtherModelsTests
{
    // A build with ML.NET has tests of its own.
    [Theory]
    [InlineData("LeadPredict:MLNetModels:fairs", "fairs.zip")]
    [InlineData("LeadPredict:Model", "fairs.zip")]
    public void Without_MLNET_a_zip_is_refused_at_the_start(string setting, string value)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration[setting] = value;

        var refused = Assert.Throws<StartRefusedException>(() => builder.AddOtherModels(ApiOptions.Read(builder.Configuration, Path.GetTempPath())));

        Assert.Equal("LP0616 An ML.NET zip cannot be served: built without ML.NET; build with -p:MLNet=true.", refused.Message);
    }

    [Fact]
    public void Without_any_the_handlers_are_the_same()
    {
        static Task Handle(Microsoft.AspNetCore.Http.HttpContext context) => Task.CompletedTask;
        var handler = new Microsoft.AspNetCore.Http.RequestDelegate(Handle);

        Assert.Same(handler, ((IOtherModels?)null).Then(handler, ModelDoor.Predict));
    }
}
